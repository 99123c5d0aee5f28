import { useQuery } from '@tanstack/react-query';
import {
  lazy,
  Suspense,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { channelsQuery, conversationQuery } from '../api/queries.js';
import type { Answering } from '../chat/composer/answering.js';
import type { Reach } from '../chat/requests.js';
import { speakFully } from '../i18n/i18n.js';
import { useTellAnswering } from '../inbox/presence.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { bracesLeft } from '../responses/slash.js';
import { UnderLetter } from '../signatures/under-letter.js';
import { useKeys } from '../shell/use-keys.js';
import { afterPress } from './after-press.js';
import { Envelope, type EnvelopeChoice } from './envelope.js';
import { likelyRecipient, replySubject, type Thread } from './addressing.js';
import { ComposerFoot } from './composer-foot.js';
import css from './composer.module.css';
import { emptyDraft, useDraft, type Draft } from './draft.js';
import { answersApart, begun, kindOf } from './draft-kind.js';
import type { LaterWish } from './later/send-later.js';
import { growField } from './grow-field.js';
import { MediumSwitch } from './medium-switch.js';
import { send } from './outbox.js';
import { NotYours } from './not-yours.js';
import { takePasted } from './pasted.js';
import { PickedFiles } from './picked-files.js';
import { useFiles } from './use-files.js';

const ResponseMenu = lazy(async () => {
  await speakFully();
  return { default: (await import('../responses/response-menu.js')).ResponseMenu };
});
const MentionMenu = lazy(async () => {
  await speakFully();
  return { default: (await import('./mentions/mention-menu.js')).MentionMenu };
});
const ChatComposer = lazy(async () => {
  await speakFully();
  return { default: (await import('../chat/composer/chat-composer.js')).ChatComposer };
});

interface Props {
  client: Schemas['Client'];
  /** What the answer continues; null: it begins a conversation. */
  thread: Thread | null;
  /** The conversation that is looked at, where there is one. */
  conversationId: string | null;
  /** On a card: lets the answer begin a new conversation instead. */
  onNewThread?: () => void;
  draftName: string;
  /** How one writes here until somebody chooses. */
  usual: 'email' | 'whatsapp';
  /** undefined: not known yet. */
  reach: Reach | undefined;
  /** One message that is answered or corrected. */
  answering: Answering | null;
  onAnswered: () => void;
  /** Its words were just taken back: they are gone on with at once. */
  eager: boolean;
}

/** Where one writes: the medium, from where to where, the words and files, or a note for colleagues. */
export function Composer(props: Props) {
  const { client, thread, conversationId, onNewThread, draftName, usual, reach, answering, onAnswered, eager } = props;
  const { t } = useTranslation();
  const me = useMe();
  const [draft, keep] = useDraft(draftName);
  const picked = useFiles(draft.attachments);
  const attached = picked.uploaded.map(({ id }) => id).join();
  // An answer beside a half-written note or letter: words and files of its own.
  const [answer, keepAnswer] = useDraft(`${draftName}.answer`);
  const answerFiles = useFiles(answer.attachments);
  const [choice, setChoice] = useState<EnvelopeChoice>({
    channelId: draft.channelId,
    contactPointId: draft.contactPointId,
  });
  const [over, setOver] = useState(false);
  // On the phone the letters have the screen until somebody writes. By the field's focus, not by any focus inside: a press on the
  // switch must not move the switch away under the finger, or a note would go out as a letter.
  const [writing, setWriting] = useState(false);
  const [named, setNamed] = useState<readonly { id: string; name: string }[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const { data: channels } = useQuery({ ...channelsQuery, enabled: useMay('channels.read') });
  const { data: conversation } = useQuery({
    ...conversationQuery(conversationId ?? ''),
    enabled: conversationId !== null,
  });
  const kind = answering === null ? kindOf(draft, usual) : 'whatsapp';
  const apart = answering !== null && answersApart(draft);
  const change = (to: Partial<Draft>) => keep(begun(draft, to, kind));
  const files = apart ? answerFiles : picked;
  const addFiles = (added: Iterable<File>) => {
    if (!apart && draft.kind === null && draft.begunAs === null) keep({ begunAs: kind });
    files.add(added);
  };
  const note = kind === 'note';
  const chat = kind === 'whatsapp';
  // A note is no answer: everybody who sees the conversation leaves one.
  const anothers = !note && conversation?.mayWrite === false;
  const addresses = client.contactPoints.filter((point) => point.kind === 'email');
  const mailboxes = (channels?.items ?? []).filter((channel) => channel.medium === 'email' && channel.enabled);
  const recipient =
    addresses.find((point) => point.id === choice.contactPointId) ?? likelyRecipient(client.contactPoints, thread);
  const channelId = choice.channelId ?? thread?.channelId ?? mailboxes[0]?.id ?? null;
  const subject = draft.subject ?? (thread === null ? '' : replySubject(thread.subject));
  const reachable = note || (recipient !== null && (channelId !== null || mailboxes.length > 0));
  const left = note ? [] : bracesLeft(draft.text, subject);
  const says = draft.text.trim() !== '' || (!note && files.uploaded.length > 0);
  const ready = says && left.length === 0 && !files.busy && !files.failed && reachable;

  useTellAnswering(note ? null : conversationId, draft.text);
  const attach = useEffectEvent(() => {
    if (draft.attachments.map(({ id }) => id).join() !== attached) keep({ attachments: picked.uploaded });
  });
  useEffect(() => attach(), [attached]);
  useLayoutEffect(() => growField(field.current), [draft.text]);
  useEffect(() => {
    if (eager) field.current?.focus();
  }, [eager]);
  const turnTo = (to: typeof kind) => {
    onAnswered();
    change({ kind: to });
    field.current?.focus();
  };
  useKeys({ KeyR: () => turnTo(usual), KeyN: () => turnTo('note') });

  const submit = (later?: LaterWish) => {
    if (!ready) return;
    send({
      key: crypto.randomUUID(),
      ownerId: me.id,
      clientId: client.id,
      place: conversationId,
      conversationId: note ? conversationId : (thread?.conversationId ?? null),
      kind,
      text: note ? draft.text.trim() : draft.text.trimEnd(),
      subject: note ? '' : subject.trim(),
      channelId: note ? null : channelId,
      contactPointId: note ? null : (choice.contactPointId ?? recipient?.id ?? null),
      attachments: note ? [] : files.uploaded,
      ...(note || draft.signature !== false ? {} : { signature: false }),
      ...(note ? { mentions: named.map(({ id, name }) => ({ id, name })) } : {}),
      ...(later === undefined ? {} : { later }),
      at: new Date().toISOString(),
    });
    change({ ...emptyDraft, kind: draft.kind });
    files.reset([]);
    field.current?.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !chat && !anothers) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape') field.current?.blur();
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!note && event.dataTransfer.files.length > 0) addFiles(event.dataTransfer.files);
  };
  const pasted = (event: ClipboardEvent<HTMLTextAreaElement>) => takePasted(event, note ? null : addFiles);
  return (
    <section
      className={css.composer}
      data-note={note || undefined}
      data-over={over || undefined}
      data-writing={writing || draft.text !== '' || files.files.length > 0 || undefined}
      onBlur={({ currentTarget: box }) => afterPress(() => !box.contains(document.activeElement) && setWriting(false))}
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
        kind={kind}
        answersOn={reach?.answersOn ?? null}
        whatsapp={(reach?.whatsapp.length ?? 0) > 0}
        onChange={turnTo}
      />
      {anothers ? (
        <NotYours conversation={conversation} />
      ) : chat ? (
        <Suspense fallback={<RowsSkeleton rows={2} height={18} />}>
          <ChatComposer
            client={client}
            reach={reach}
            conversationId={conversationId}
            draft={apart ? answer : draft}
            change={apart ? keepAnswer : change}
            files={{ ...files, add: addFiles }}
            field={field}
            answering={answering}
            onAnswered={onAnswered}
            onWriting={() => setWriting(true)}
            onPaste={pasted}
            over={over}
          />
        </Suspense>
      ) : (
        <>
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
          {note && writing && (
            <Suspense>
              <MentionMenu
                field={field}
                text={draft.text}
                onText={(text) => change({ text })}
                picked={draft.picked ?? []}
                onPicked={(picked) => keep({ picked })}
                onNamed={setNamed}
              />
            </Suspense>
          )}
          {!note && writing && (
            <Suspense>
              <ResponseMenu
                field={field}
                text={draft.text}
                onText={(text) => change({ text })}
                clientId={client.id}
                medium="email"
                onTaken={(taken) => {
                  files.adopt(taken.attachments);
                  if (thread === null && subject.trim() === '' && taken.subject !== '')
                    change({ subject: taken.subject });
                }}
              />
            </Suspense>
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
          {!note && (writing || draft.text !== '') && (
            <UnderLetter
              channelId={channelId}
              signed={draft.signature !== false}
              onSigned={(signed) => change({ signature: signed ? undefined : false })}
            />
          )}
          {!note && <PickedFiles files={files.files} onAgain={files.again} onRemove={files.remove} />}
          <ComposerFoot
            note={note}
            field={field}
            text={draft.text}
            onText={(text) => change({ text })}
            onFiles={addFiles}
            left={left}
            over={over}
            ready={ready}
            onSend={submit}
          />
        </>
      )}
    </section>
  );
}
