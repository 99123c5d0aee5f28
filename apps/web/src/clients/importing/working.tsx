import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useImportAct } from './acts.js';
import css from './importing.module.css';
import type { ClientImport } from './queries.js';
import { Tallied } from './tallied.js';

/** How far the work has come. */
export function Working({ item }: { item: ClientImport }) {
  const { t, i18n } = useTranslation();
  const cancel = useImportAct(item.id, 'cancel');
  const title =
    item.state === 'checking'
      ? t('importing.checking')
      : t(item.state === 'running' ? 'importing.running' : 'importing.undoing');
  const { doneRows: done, totalRows: total } = item;
  const number = (n: number) => n.toLocaleString(i18n.language);
  const tally = item.state === 'checking' ? item.found : item.did;
  return (
    <div className={css.working}>
      <h2>{title}</h2>
      <Progress
        value={total === null || total === 0 ? 100 : (done / total) * 100}
        animated
        size="lg"
        aria-label={title}
      />
      <p role="status">
        {total === null || total === 0
          ? t('importing.rows', { count: done })
          : t('importing.rowsOf', { done: number(done), total: number(total) })}
      </p>
      {tally !== null && item.state !== 'undoing' && <Tallied tally={tally} />}
      <p className={css.calm}>{t('importing.mayLeave')}</p>
      {item.state !== 'undoing' && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('importing.stop')}
        </Button>
      )}
    </div>
  );
}
