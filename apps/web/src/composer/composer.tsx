import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconNote, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { channelsQuery } from '../api/queries.js';
import { useMay, useMe } from '../shell/session.js';
import { Tip } from '../shell/tip.js';
import { useKeys } from '../shell/use-keys.js';
import { Envelope, type EnvelopeChoice } from './envelope.js';
import { likelyRecipient, replySubject, type Thread } from './addressing.js';
import css from './composer.module.css';
import { emptyDraft, useDraft } from './draft.js';
import { MediumSwitch } from './medium-switch.js';
import { send } from './outbox.js';
import { PickedFiles } from './picked-files.js';
import { useFiles } from './use-files.js';

interface Props {
  client: Schemas['Client'];
  /** What the answer continues; null: it begins a conversation. */
  thread: Thread | null;
  /** The conversation that is looked at, where there is one. */
  conversationId: string | null;
  /** On a card: lets the answer begin a new conversation instead. */
  onNewThread?: () => void;
  draftName: string;
}

/** Where one writes: the medium, from where to where, the words and files, or a note for colleagues. */
export function Composer({ client, thread, conversationId, onNewThread, draftName }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [draft, change] = useDraft(draftName);
  const files = useFiles(draft.attachments);
  const [choice, setChoice] = useState<EnvelopeChoice>({ channelId: null, contactPointId: null });
  const [over, setOver] = useState(false);
  // On the phone the letters have the screen until somebody writes. By the field's focus, not by any focus inside: a press on the
  // switch must not move the switch away under the finger, or a note would go out as a letter.
  const [writing, setWriting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { data: channels } = useQuery({ ...channelsQuery, enabled: useMay('channels.read') });
  const note = draft.kind === 'note';
  const addresses = client.contactPoints.filter((point) => point.kind === 'email');
  const mailboxes = (channels?.items ?? []).filter((channel) => channel.medium === 'email' && channel.enabled);
  const recipient =
    addresses.find((point) => point.id === choice.contactPointId) ?? likelyRecipient(client.contactPoints, thread);
  const channelId = choice.channelId ?? thread?.channelId ?? mailboxes[0]?.id ?? null;
  const subject = draft.subject ?? (thread === null ? '' : replySubject(thread.subject));
  const reachable = note || (recipient !== null && (channelId !== null || mailboxes.length > 0));
  const ready = draft.text.trim() !== '' && !files.busy && !files.failed && reachable;

  useLayoutEffect(() => grow(field.current), [draft.text]);
  useKeys({
    KeyR: () => {
      change({ kind: 'email' });
      field.current?.focus();
    },
    KeyN: () => {
      change({ kind: 'note' });
      field.current?.focus();
    },
  });

  const submit = () => {
    if (!ready) return;
    send({
      key: crypto.randomUUID(),
      ownerId: me.id,
      clientId: client.id,
      conversationId: note ? conversationId : (thread?.conversationId ?? null),
      kind: draft.kind,
      text: note ? draft.text.trim() : draft.text.trimEnd(),
      subject: note ? '' : subject.trim(),
      channelId: note ? null : channelId,
      contactPointId: note ? null : (choice.contactPointId ?? recipient?.id ?? null),
      attachments: note ? [] : files.uploaded,
      at: new Date().toISOString(),
    });
    change({ ...emptyDraft, kind: draft.kind });
    files.reset([]);
    field.current?.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape') field.current?.blur();
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!note && event.dataTransfer.files.length > 0) files.add(event.dataTransfer.files);
  };
  const pasted = (event: ClipboardEvent) => {
    if (note || event.clipboardData.files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  return (
    <section
      className={css.composer}
      data-note={note || undefined}
      data-over={over || undefined}
      data-writing={writing || draft.text !== '' || files.files.length > 0 || undefined}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setWriting(false)}
      aria-label={t('composer.label')}
      onDragOver={(event) => {
        if (note || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      onKeyDown={keyed}
    >
      <MediumSwitch
        kind={draft.kind}
        onChange={(kind) => {
          change({ kind });
          field.current?.focus();
        }}
      />
      {!note && (
        <Envelope
          addresses={addresses}
          mailboxes={mailboxes}
          recipient={recipient}
          channelId={channelId}
          subject={subject}
          thread={thread}
          onChoice={(to) => setChoice({ ...choice, ...to })}
          onSubject={(to) => change({ subject: to })}
          onNewThread={onNewThread}
        />
      )}
      <textarea
        ref={field}
        className={css.field}
        value={draft.text}
        dir="auto"
        rows={2}
        maxLength={note ? 50_000 : 200_000}
        aria-label={note ? t('composer.notePlaceholder') : t('composer.placeholder')}
        placeholder={note ? t('composer.notePlaceholder') : t('composer.placeholder')}
        onChange={(event) => change({ text: event.currentTarget.value })}
        onFocus={() => setWriting(true)}
        onPaste={pasted}
      />
      {!note && <PickedFiles files={files.files} onAgain={files.again} onRemove={files.remove} />}
      <footer className={css.foot}>
        {!note && (
          <FileButton multiple onChange={(picked) => files.add(picked)}>
            {(props) => (
              <Tip label={t('composer.attach')}>
                <ActionIcon {...props} variant="subtle" color="gray" size="md" aria-label={t('composer.attach')}>
                  <IconPaperclip size={18} stroke={1.7} aria-hidden />
                </ActionIcon>
              </Tip>
            )}
          </FileButton>
        )}
        <span className={css.hint}>
          {note ? t('composer.noteHint') : over ? t('composer.dropHere') : t('composer.keys')}
        </span>
        <Button
          size="xs"
          disabled={!ready}
          leftSection={note ? <IconNote size={16} aria-hidden /> : <IconSend2 size={16} aria-hidden />}
          onClick={submit}
        >
          {note ? t('composer.keep') : t('composer.send')}
        </Button>
      </footer>
    </section>
  );
}

/** Where the browser does not size the field by its content itself. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null || CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
