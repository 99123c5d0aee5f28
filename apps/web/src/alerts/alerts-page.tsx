import '../shell/mantine-field-css.js';
import { IconBellCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../shell/empty.js';
import { HeldMessages } from '../protection/held.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { AlertRow } from './alert-row.js';
import css from './alerts.module.css';
import { alertsQuery } from './queries.js';

/** What somebody must look at, newest first; acknowledged it is kept, with who looked. */
export function AlertsPage() {
  const { t } = useTranslation();
  const mayDecide = useMay('protection.handle');
  const [open, setOpen] = useState(true);
  const query = useInfiniteQuery(alertsQuery(open));
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.page} aria-label={t('shell.page.alerts')}>
      <header className={page.head}>
        <h1>{t('shell.page.alerts')}</h1>
        <div className={css.tabs} role="group" aria-label={t('alerts.which')}>
          <button type="button" aria-pressed={open} onClick={() => setOpen(true)}>
            {t('alerts.open')}
          </button>
          <button type="button" aria-pressed={!open} onClick={() => setOpen(false)}>
            {t('alerts.acknowledged')}
          </button>
        </div>
      </header>
      <div className={page.scroll}>
        {mayDecide && open && <HeldMessages />}
        {query.isPending ? (
          <RowsSkeleton rows={4} height={70} />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : items.length === 0 ? (
          <Empty
            icon={IconBellCheck}
            title={t(open ? 'alerts.none' : 'alerts.noneAcknowledged')}
            {...(open ? { text: t('alerts.noneText') } : {})}
          />
        ) : (
          <ul className={page.box}>
            {items.map((alert) => (
              <AlertRow key={alert.id} alert={alert} />
            ))}
            <ListEnd query={query} />
          </ul>
        )}
      </div>
    </section>
  );
}
