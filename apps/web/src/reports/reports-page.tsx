import '../shell/mantine-dialog-css.js';
import { Button, NativeSelect } from '@mantine/core';
import { IconPlaylist } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';
import { useMay } from '../shell/session.js';
import { CallsReport } from './calls-report.js';
import { periodOf } from './period.js';
import { PeriodPicker } from './period-picker.js';
import { groupings, type Grouping } from './queries.js';
import css from './reports.module.css';
import { ScoresReport } from './scores-report.js';

export function ReportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/reports' });
  const search = useSearch({ from: '/inside/reports' });
  const mayScore = useMay('recordings.score');
  const view = search.view ?? 'calls';
  const by = search.by ?? 'day';
  const name = search.period ?? 'last7';
  const period = useMemo(
    () => periodOf(name, new Date(), { from: search.from, to: search.to }),
    [name, search.from, search.to],
  );
  const go = (to: Partial<typeof search>) => void navigate({ search: { ...search, ...to }, replace: true });
  const tab = (to: 'calls' | 'scores') => (
    <button type="button" aria-pressed={view === to} onClick={() => go({ view: to })}>
      {t(`reports.view.${to}`)}
    </button>
  );
  return (
    <section className={page.page} aria-label={t('shell.page.reports')}>
      <header className={page.head}>
        <h1>{t('shell.page.reports')}</h1>
        <div className={css.tabs} role="group" aria-label={t('reports.views')}>
          {tab('calls')}
          {mayScore && tab('scores')}
        </div>
        <span className={page.spring} />
        <Button
          component={Link}
          to="/playlists"
          size="xs"
          variant="default"
          leftSection={<IconPlaylist size={15} aria-hidden />}
        >
          {t('playlists.title')}
        </Button>
      </header>
      <div className={page.scroll}>
        <div className={css.filters}>
          <PeriodPicker
            name={name}
            period={period}
            onChange={({ period: chosen, from, to }) =>
              go({ period: chosen, from: chosen === 'own' ? from : undefined, to: chosen === 'own' ? to : undefined })
            }
          />
          {view === 'calls' && (
            <NativeSelect
              size="xs"
              aria-label={t('reports.grouping')}
              data={groupings.map((value) => ({ value, label: t(`reports.grouped.${value}`) }))}
              value={by}
              onChange={(event) => go({ by: event.currentTarget.value as Grouping })}
            />
          )}
        </div>
        {view === 'calls' || !mayScore ? <CallsReport period={period} by={by} /> : <ScoresReport period={period} />}
      </div>
    </section>
  );
}
