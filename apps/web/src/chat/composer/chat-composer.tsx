import { Button } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import composer from '../../composer/composer.module.css';
import { emptyDraft, type Draft } from '../../composer/draft.js';
import { growField } from '../../composer/grow-field.js';
import { send, type ChatParts } from '../../composer/outbox.js';
import { PickedFiles } from '../../composer/picked-files.js';
import { takePasted } from '../../composer/pasted.js';
import type { useFiles } from '../../composer/use-files.js';
import { ResponseMenu } from '../../responses/response-menu.js';
import { bracesLeft } from '../../responses/slash.js';
import { SlashButton } from '../../responses/slash-button.js';
import { SendLater, type LaterWish } from '../../composer/later/send-later.js';
import { FormProblem } from '../../shell/form-problem.js';
import { useMe } from '../../shell/session.js';
import type { Reach } from '../requests.js';
import { AboutAnswered } from './about-answered.js';
import type { Answering } from './answering.js';
import css from './chat-composer.module.css';
import { ChatTools } from './chat-tools.js';
import { NumberLine } from './number-line.js';
import { numberFor } from './number-choice.js';
import { TemplatePanel } from './template-panel.js';
import { useCorrection } from './use-correction.js';
import { useTellTyping } from './use-tell-typing.js';
import { VoicePanel } from './voice-panel.js';
import { Warned } from './warned.js';
import { useWindow, WindowLine } from './window-line.js';

interface Props {
  client: Schemas['Client'];
  /** undefined: not known yet. */
  reach: Reach | undefined;
  conversationId: string | null;
  draft: Draft;
  change: (to: Partial<Draft>) => void;
  files: ReturnType<typeof useFiles>;
  field: RefObject<HTMLTextAreaElement | null>;
  answering: Answering | null;
  onAnswered: () => void;
  onWriting: () => void;
  onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => void;
  over: boolean;
}

const plain: ChatParts = { voice: false, quotes: null, template: null };

/** Where one writes on WhatsApp: from which number, words, files, a voice note or a template; an answer, or a correction. */
export function ChatComposer(props: Props) {
  const { client, reach, conversationId, draft, change, files, field, answering, onAnswered, onWriting } = props;
  const { t } = useTranslation();
  const me = useMe();
  const [choice, setChoice] = useState<string | null>(draft.channelId);
  const [panel, setPanel] = useState<'voice' | 'template' | null>(null);
  const [take, setTake] = useState(0);
  const [recording, setRecording] = useState(false);
  const [held, setHeld] = useState(false);
  const hadPanel = useRef(false);
  const chooser = useRef<HTMLButtonElement>(null);
  const editing = answering?.is === 'edit' ? answering.message : null;
  const quoting = answering?.is === 'quote' ? answering.message : null;
  const correction = useCorrection(client.id, editing, onAnswered);
  const number = numberFor(reach, { channelId: answering?.message.channelId ?? choice, conversationId });
  const state = useWindow(number);
  const text = editing === null ? draft.text : correction.text;
  const closed = state === 'closed' && editing === null;
  const left = editing === null ? bracesLeft(draft.text) : [];
  const hasFiles = files.uploaded.length > 0;
  const ready =
    editing !== null
      ? correction.ready
      : (draft.text.trim() !== '' || hasFiles) &&
        !files.busy &&
        !files.failed &&
        number !== null &&
        !closed &&
        left.length === 0;
  const tell = useTellTyping(number?.conversationId ?? null);

  useLayoutEffect(() => growField(field.current), [text, field, panel]);
  useEffect(() => {
    if (answering !== null) field.current?.focus();
  }, [answering, field]);
  useEffect(() => {
    // Where nothing may be typed, the way back to the templates.
    if (panel === null && hadPanel.current) (field.current?.disabled ? chooser : field).current?.focus();
    hadPanel.current = panel !== null;
  }, [panel, field]);
  const told = useCallback(
    (is: boolean) => {
      setRecording(is);
      tell(is ? 'recording' : 'paused');
    },
    [tell],
  );

  const say = (words: string, attachments: readonly Schemas['Upload'][], chat: ChatParts, later?: LaterWish) => {
    if (number === null) return;
    send({
      key: crypto.randomUUID(),
      ownerId: me.id,
      clientId: client.id,
      place: conversationId,
      conversationId: number.conversationId,
      kind: 'whatsapp',
      text: words,
      subject: '',
      channelId: number.channelId,
      contactPointId: number.contactPointId,
      attachments,
      chat: { ...chat, quotes: quoting?.id ?? null },
      ...(later === undefined ? {} : { later }),
      at: new Date().toISOString(),
    });
    tell('paused');
    setPanel(null);
    onAnswered();
    field.current?.focus();
  };
  const submit = (later?: LaterWish) => {
    if (!ready) return;
    if (editing !== null) return correction.save(false);
    say(draft.text.trimEnd(), files.uploaded, plain, later);
    change({ ...emptyDraft, kind: draft.kind });
    files.reset([]);
  };
  const speak = (pressed: boolean) => {
    setHeld(pressed);
    setPanel('voice');
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape' && answering !== null) {
      event.stopPropagation();
      event.preventDefault();
      onAnswered();
    }
  };
  const placeholder = t(closed ? 'chat.placeholderClosed' : hasFiles ? 'chat.placeholderCaption' : 'chat.placeholder');
  return (
    <>
      <NumberLine reach={reach} number={number} client={client} fixed={answering !== null} onChoose={setChoice} />
      {answering !== null && <AboutAnswered answering={answering} onAway={onAnswered} />}
      {number !== null && editing === null && panel === null && (
        <WindowLine number={number} state={state} onTemplate={() => setPanel('template')} chooser={chooser} />
      )}
      {panel === 'template' && number !== null ? (
        <TemplatePanel
          channelId={number.channelId}
          onClose={() => setPanel(null)}
          onSend={({ text: words, ...template }) => say(words, [], { ...plain, template })}
        />
      ) : panel === 'voice' ? (
        <VoicePanel
          key={take}
          onRecording={told}
          onSend={(note) => say('', [note], { ...plain, voice: true })}
          held={held}
          onAgain={() => {
            setHeld(false);
            setTake(take + 1);
          }}
          onClose={() => setPanel(null)}
        />
      ) : (
        <>
          {editing === null && !closed && (
            <ResponseMenu
              field={field}
              text={draft.text}
              onText={(words) => change({ text: words })}
              clientId={client.id}
              medium="whatsapp"
              onTaken={(taken) => files.adopt(taken.attachments)}
            />
          )}
          <textarea
            ref={field}
            className={composer.field}
            value={text}
            dir="auto"
            rows={2}
            disabled={closed}
            maxLength={65_536}
            aria-label={t(editing === null ? 'chat.placeholder' : 'chat.editing')}
            placeholder={placeholder}
            onChange={(event) => {
              if (editing !== null) return correction.setText(event.currentTarget.value);
              change({ text: event.currentTarget.value });
              tell('typing');
            }}
            onFocus={onWriting}
            onBlur={() => tell('paused')}
            onPaste={editing === null ? props.onPaste : (event) => takePasted(event, null)}
            onKeyDown={keyed}
          />
          {editing === null && <PickedFiles files={files.files} onAgain={files.again} onRemove={files.remove} />}
          {editing === null && number?.sign != null && draft.text.trim() !== '' && (
            <p className={css.sign}>{t('chat.signed', { sign: number.sign })}</p>
          )}
          <FormProblem error={correction.error} />
          {correction.findings !== undefined && (
            <Warned
              findings={correction.findings}
              onChange={() => {
                correction.change();
                field.current?.focus();
              }}
              onDiscard={onAnswered}
              onSend={() => correction.save(true)}
            />
          )}
          <footer className={composer.foot}>
            {editing === null && (
              <ChatTools
                number={number}
                closed={closed}
                recording={recording}
                onFiles={files.add}
                onSpeak={speak}
                onTemplate={() => setPanel('template')}
              >
                <SlashButton
                  field={field}
                  text={draft.text}
                  onText={(words) => change({ text: words })}
                  disabled={closed}
                />
              </ChatTools>
            )}
            <span className={composer.hint} data-left={left.length > 0 || undefined}>
              {left.length > 0
                ? t('composer.fillIn', { names: left.join(', ') })
                : props.over
                  ? t('composer.dropHere')
                  : t('composer.keys')}
            </span>
            {editing === null && <SendLater disabled={!ready} onSend={submit} />}
            <Button
              size="xs"
              disabled={!ready}
              loading={correction.isPending}
              leftSection={<IconSend2 size={16} aria-hidden />}
              onClick={() => submit()}
            >
              {t(editing === null ? 'composer.send' : 'act.save')}
            </Button>
          </footer>
        </>
      )}
    </>
  );
}
