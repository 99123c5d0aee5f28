import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { codeText } from '../../i18n/words.js';
import page from '../../shell/page.module.css';
import { useMailImportAct } from './acts.js';
import own from './old-mail.module.css';
import type { MailImport } from './queries.js';
import { Tallied } from './tallied.js';

/** How far the work has come. */
export function Working({ item }: { item: MailImport }) {
  const { t, i18n } = useTranslation();
  const cancel = useMailImportAct(item.id, 'cancel');
  const pause = useMailImportAct(item.id, 'pause');
  const { state, share, doneLetters: done, totalLetters: total } = item;
  const title =
    state === 'checking' ? t('oldMail.checking') : t(state === 'running' ? 'oldMail.running' : 'oldMail.undoing');
  const number = (n: number) => n.toLocaleString(i18n.language);
  const tally = state === 'checking' ? item.found : item.did;
  return (
    <div className={css.working}>
      <h2>{title}</h2>
      <Progress value={share === null ? 100 : share * 100} animated size="lg" aria-label={title} />
      <p role="status">
        {total === null
          ? t('oldMail.letters', { count: done })
          : t('importing.rowsOf', { done: number(done), total: number(total) })}
      </p>
      {item.code !== null && (
        <p className={css.trouble} role="alert">
          {t('oldMail.stands')} {codeText(t, item.code, item.details)}
        </p>
      )}
      {tally !== null && state !== 'undoing' && <Tallied tally={tally} />}
      <p className={own.facts}>{t('importing.mayLeave')}</p>
      {state !== 'undoing' && (
        <div className={page.acts}>
          {state === 'running' && (
            <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(undefined)}>
              {t('oldMail.pause')}
            </Button>
          )}
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            {t('importing.stop')}
          </Button>
        </div>
      )}
    </div>
  );
}
