import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { useUndoThread, type Place } from './thread-requests.js';
import css from './threads.module.css';

/** What was put right by hand here, each with a way back. */
export function ThreadChanges({
  changes,
  onUndone,
  goBack,
}: {
  changes: readonly Schemas['ThreadChange'][];
  onUndone: () => void;
  goBack: (to: Place) => void;
}) {
  const { t } = useTranslation();
  const undo = useUndoThread();
  if (changes.length === 0) return null;
  return (
    <section className={css.changes}>
      <h3>{t('thread.changes')}</h3>
      <ul>
        {changes.map(({ id, act, subject, entries, at, by, undoable }) => (
          <li key={id}>
            <span>
              <span dir="auto">{t(`thread.changed.${act}`, { subject: subject || t('timeline.noSubject') })}</span>
              <small>
                {t('thread.has', { count: entries })} · {by?.name ?? 'Keepline'}, <Moment at={at} />
              </small>
            </span>
            {undoable && (
              <Button
                size="compact-xs"
                variant="default"
                loading={undo.isPending}
                // What others joined to this one leaves it, and this one stays.
                onClick={() => undo.mutate({ id, ...(act !== 'merge' && { goBack }) }, { onSuccess: onUndone })}
              >
                {t('act.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
