import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { speakFully } from '../../i18n/i18n.js';
import { codeText, problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';
import { fileIcon } from '../../timeline/attachments.js';
import outgoing from '../outgoing-entry.module.css';
import { dropLater, keepLater, type Later } from './later.js';
import css from './later.module.css';

const LaterDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./later-dialog.js')).LaterDialog };
});

interface Entry {
  message: Later;
  onTakenBack: (back: Schemas['TakenBackMessage']) => void;
}

interface Props extends Entry {
  /** Whether one writes to this client at all. */
  mayWrite: boolean;
}

/** An answer that has not gone yet: it can be taken back, put off or sent at once, and says why where it stays. */
export function LaterEntry({ message, mayWrite, onTakenBack }: Props) {
  const stopped = message.state === 'stopped';
  return (
    <article
      className={outgoing.entry}
      data-failed={(stopped && message.code !== 'later.client-wrote') || undefined}
      data-chat={message.medium === 'whatsapp' || undefined}
    >
      {message.attachments.length > 0 && (
        <ul className={outgoing.files}>
          {message.attachments.map((file) => {
            const FileSign = fileIcon(file.type, file.name);
            return (
              <li key={file.id}>
                <FileSign size={16} stroke={1.7} aria-hidden /> {file.name}
              </li>
            );
          })}
        </ul>
      )}
      {message.text !== '' && (
        <div className={outgoing.text} dir="auto">
          {message.text}
        </div>
      )}
      {stopped ? (
        <Stopped message={message} mayWrite={mayWrite} onTakenBack={onTakenBack} />
      ) : message.state === 'going' ? (
        <Going />
      ) : message.undo ? (
        <Undo message={message} onTakenBack={onTakenBack} />
      ) : (
        <Waiting message={message} onTakenBack={onTakenBack} />
      )}
    </article>
  );
}

function Going() {
  const { t } = useTranslation();
  return (
    <footer className={outgoing.foot}>
      <span className={outgoing.sending}>
        <Loader size={12} color="gray" />
        {t('composer.sending')}
      </span>
    </footer>
  );
}

function Undo({ message, onTakenBack }: Entry) {
  const { t } = useTranslation();
  const left = useLeftMs(message.until);
  const [whole] = useState(() => Math.max(1, message.until - Date.now()));
  if (left <= 0) return <Going />;
  const seconds = Math.ceil(left / 1000);
  return (
    <>
      <footer className={outgoing.foot}>
        <span className={css.when} role="timer">
          {message.mine ? t('composer.goesIn', { seconds }) : t('composer.goesOf', { name: message.employee.name })}
        </span>
        {message.mine && <TakeBack message={message} onTakenBack={onTakenBack} label={t('composer.undo')} primary />}
      </footer>
      <div className={css.bar} aria-hidden>
        <i style={{ transform: `scaleX(${left / whole})` }} />
      </div>
    </>
  );
}

function Waiting({ message, onTakenBack }: Entry) {
  const { t, i18n } = useTranslation();
  const [changing, setChanging] = useState(false);
  const left = useLeftMs(message.until, 1_000);
  const change = useMutation({
    mutationFn: (body: { at: string; holdIfWritten: boolean }) =>
      take(api.PATCH('/api/v1/later/{id}', { params: { path: { id: message.id } }, body })),
    onSuccess: keepLater,
    onError: (error) => toast.bad(problemText(t, error)),
  });
  if (left <= 0) return <Going />;
  const at = new Date(message.at).toLocaleString(i18n.language, {
    ...{ weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  });
  return (
    <footer className={outgoing.foot}>
      {message.clientWrote && <span className={css.warn}>{t('composer.clientWrote')}</span>}
      <span className={css.when}>
        <IconClock size={14} aria-hidden />
        <span>
          {message.mine ? t('composer.goesAt', { at }) : t('composer.goesAtOf', { at, name: message.employee.name })}
          {message.holdIfWritten && t('composer.unlessWritten')}
          {message.mailProgram && ` · ${t('composer.byProgram')}`}
        </span>
      </span>
      {message.mine && (
        <>
          <Button size="compact-xs" variant="default" onClick={() => setChanging(true)}>
            {t('composer.changeTime')}
          </Button>
          <SendNow message={message} />
          <TakeBack message={message} onTakenBack={onTakenBack} label={t('composer.takeBack')} />
        </>
      )}
      {changing && (
        <Suspense>
          <LaterDialog
            now={{ at: message.at, holdIfWritten: message.holdIfWritten }}
            onClose={() => setChanging(false)}
            onChoose={(wish) => {
              setChanging(false);
              change.mutate(wish);
            }}
          />
        </Suspense>
      )}
    </footer>
  );
}

function Stopped({ message, mayWrite, onTakenBack }: Props) {
  const { t } = useTranslation();
  const wrote = message.code === 'later.client-wrote';
  // Whoever has the card now goes on with it.
  const left = message.code === 'later.sender-left' && !message.mine;
  return (
    <footer className={outgoing.foot} role="status">
      <span className={wrote ? css.warn : outgoing.why}>
        <IconAlertTriangle size={14} aria-hidden />
        {wrote
          ? t('composer.clientWroteFirst')
          : `${t('composer.notSent')} ${codeText(t, message.code ?? '', message.details)}`}
        {!message.mine && ` (${message.employee.name})`}
      </span>
      {message.mine && (
        <>
          <SendNow message={message} />
          <TakeBack message={message} onTakenBack={onTakenBack} label={t('composer.takeBack')} />
        </>
      )}
      {left && mayWrite && <TakeBack message={message} onTakenBack={onTakenBack} label={t('composer.goOnWith')} />}
    </footer>
  );
}

function SendNow({ message }: { message: Later }) {
  const { t } = useTranslation();
  const send = useMutation({
    mutationFn: () => take(api.POST('/api/v1/later/{id}/send', { params: { path: { id: message.id } } })),
    onSuccess: keepLater,
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <Button size="compact-xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
      {t('composer.sendNow')}
    </Button>
  );
}

function TakeBack({ message, onTakenBack, label, primary }: Entry & { label: string; primary?: boolean }) {
  const { t } = useTranslation();
  const back = useMutation({
    mutationFn: () => take(api.POST('/api/v1/later/{id}/take-back', { params: { path: { id: message.id } } })),
    onSuccess: (taken) => {
      dropLater(message);
      onTakenBack(taken);
    },
    onError: (error) => {
      toast.bad(problemText(t, error));
      void queryClient.invalidateQueries({ queryKey: keys.later(message.clientId) });
    },
  });
  return (
    <Button
      size="compact-xs"
      variant={primary === true ? 'filled' : 'default'}
      loading={back.isPending}
      onClick={() => back.mutate()}
    >
      {label}
    </Button>
  );
}

/** How long until then, ms; not counted by a clock of seconds that everybody hears. */
function useLeftMs(until: number, everyMs = 200): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return until - now;
}
