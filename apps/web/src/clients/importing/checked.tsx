import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import page from '../../shell/page.module.css';
import { useImportAct } from './acts.js';
import css from './importing.module.css';
import { LeftOut } from './left-out.js';
import type { ClientImport } from './queries.js';
import { Tallied } from './tallied.js';

/** What would become of the file. */
export function Checked({ item, onColumns }: { item: ClientImport; onColumns: () => void }) {
  const { t } = useTranslation();
  const start = useImportAct(item.id, 'start');
  const { found } = item;
  if (found === null) return null;
  const lines = found.created + found.changed;
  return (
    <>
      <section className={css.outcome}>
        <h2>
          {t('importing.would')} <small>{t('importing.rows', { count: item.totalRows ?? 0 })}</small>
        </h2>
        <Tallied tally={found} />
        {lines === 0 && <p className={css.calm}>{t('importing.nothing')}</p>}
        <div className={page.acts}>
          <span className={css.calm}>{t('importing.checkText')}</span>
          <Button variant="default" onClick={onColumns}>
            {t('importing.backToColumns')}
          </Button>
          <Button data-once loading={start.isPending} disabled={lines === 0} onClick={() => start.mutate()}>
            {t('importing.start', { count: lines })}
          </Button>
        </div>
      </section>
      <LeftOut item={item} tally={found} />
    </>
  );
}
