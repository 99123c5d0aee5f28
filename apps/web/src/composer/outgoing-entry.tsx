import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { adviceText, codeText } from '../i18n/words.js';
import css from './outgoing-entry.module.css';
import { discard, retry, type Outgoing } from './outbox.js';

/** A letter or note that is not yet the server's: at once in its place, and honest when it could not be sent. */
export function OutgoingEntry({ entry, onTakeBack }: { entry: Outgoing; onTakeBack: (entry: Outgoing) => void }) {
  const { t } = useTranslation();
  const failed = entry.state === 'failed';
  return (
    <article className={css.entry} data-failed={failed || undefined} data-note={entry.kind === 'note' || undefined}>
      <div className={css.text} dir="auto">
        {entry.text}
      </div>
      <footer className={css.foot} role="status">
        {failed ? (
          <>
            <span className={css.why}>
              <IconAlertTriangle size={14} aria-hidden />
              {t('composer.notSent')} {entry.problem !== null && codeText(t, entry.problem.code, entry.problem.details)}{' '}
              {entry.problem !== null && adviceText(t, entry.problem.code)}
            </span>
            <Button size="compact-xs" variant="filled" onClick={() => retry(entry.key)}>
              {t('act.retry')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                discard(entry.key);
                onTakeBack(entry);
              }}
            >
              {t('composer.takeBack')}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(entry.key)}>
              {t('composer.discard')}
            </Button>
          </>
        ) : (
          <span className={css.sending}>
            <Loader size={12} color="gray" />
            {t(entry.kind === 'note' ? 'composer.saving' : 'composer.sending')}
          </span>
        )}
      </footer>
    </article>
  );
}
