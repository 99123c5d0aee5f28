import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconMicrophone } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../i18n/i18n.js';
import { adviceText, codeText } from '../i18n/words.js';
import { fileIcon } from '../timeline/attachments.js';
import css from './outgoing-entry.module.css';
import { discard, retry, type Outgoing } from './outbox.js';

const Warned = lazy(async () => {
  await speakFully();
  return { default: (await import('../chat/composer/warned.js')).Warned };
});

const Collision = lazy(async () => {
  await speakFully();
  return { default: (await import('./collision.js')).Collision };
});

const DoNotSee = lazy(async () => {
  await speakFully();
  return { default: (await import('./mentions/do-not-see.js')).DoNotSee };
});

interface Props {
  entry: Outgoing;
  onTakeBack: () => void;
}

/** A letter, message or note that is not yet the server's: at once in its place, and honest when it could not be sent. */
export function OutgoingEntry({ entry, onTakeBack }: Props) {
  const { problem } = entry;
  const failed = entry.state === 'failed';
  const takeBack = () => {
    discard(entry.key);
    onTakeBack();
  };
  // A template or a voice note is not words with a file: nothing can be changed in it.
  const changeable = entry.chat?.voice !== true && entry.chat?.template == null;
  return (
    <article
      className={css.entry}
      data-failed={failed || undefined}
      data-note={entry.kind === 'note' || undefined}
      data-chat={entry.kind === 'whatsapp' || undefined}
    >
      <Files entry={entry} />
      {entry.text !== '' && (
        <div className={css.text} dir="auto">
          {entry.text}
        </div>
      )}
      <footer className={css.foot} role="status">
        {failed && entry.problem?.code === 'protection.warned' ? (
          <Suspense>
            <Warned
              findings={entry.problem.details['findings']}
              onChange={changeable ? takeBack : null}
              onDiscard={() => discard(entry.key)}
              onSend={() => retry(entry.key, { confirmed: true })}
            />
          </Suspense>
        ) : failed && problem?.code === 'note.mentioned-do-not-see' ? (
          <Suspense>
            <DoNotSee entry={entry} details={problem.details} onTakeBack={takeBack} />
          </Suspense>
        ) : failed && problem !== null && problem.code.startsWith('conversation.') ? (
          <Suspense>
            <Collision entry={entry} problem={problem} onTakeBack={takeBack} />
          </Suspense>
        ) : failed ? (
          <Failed entry={entry} onTakeBack={changeable ? takeBack : null} />
        ) : (
          <Sending kind={entry.kind} />
        )}
      </footer>
    </article>
  );
}

function Sending({ kind }: { kind: Outgoing['kind'] }) {
  const { t } = useTranslation();
  return (
    <span className={css.sending}>
      <Loader size={12} color="gray" />
      {t(kind === 'note' ? 'composer.saving' : 'composer.sending')}
    </span>
  );
}

function Failed({ entry, onTakeBack }: { entry: Outgoing; onTakeBack: (() => void) | null }) {
  const { t } = useTranslation();
  const { problem } = entry;
  return (
    <>
      <span className={css.why}>
        <IconAlertTriangle size={14} aria-hidden />
        {t('composer.notSent')} {problem !== null && codeText(t, problem.code, problem.details)}{' '}
        {problem !== null && adviceText(t, problem.code)}
      </span>
      <Button size="compact-xs" variant="filled" onClick={() => retry(entry.key)}>
        {t('act.retry')}
      </Button>
      {onTakeBack !== null && (
        <Button size="compact-xs" variant="default" onClick={onTakeBack}>
          {t('composer.takeBack')}
        </Button>
      )}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(entry.key)}>
        {t('composer.discard')}
      </Button>
    </>
  );
}

/** Names of what goes along. */
function Files({ entry }: { entry: Outgoing }) {
  if (entry.attachments.length === 0) return null;
  return (
    <ul className={css.files}>
      {entry.attachments.map((file) => {
        const FileSign = entry.chat?.voice === true ? IconMicrophone : fileIcon(file.type, file.name);
        return (
          <li key={file.id}>
            <FileSign size={16} stroke={1.7} aria-hidden /> {file.name}
          </li>
        );
      })}
    </ul>
  );
}
