import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty } from '../shell/empty.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { Bars } from './bars.js';
import { lengthText } from './lengths.js';
import { dayOf, type Period } from './period.js';
import { callReportQuery, type Grouping, type ReportRow } from './queries.js';
import css from './reports.module.css';
import { callsOf, completeRows } from './rows.js';

/** Calls of a period, counted by hour, day, employee, team or number: the picture and its table. */
export function CallsReport({ period, by }: { period: Period; by: Grouping }) {
  const { t, i18n } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(callReportQuery(period, by));
  if (isPending) return <RowsSkeleton rows={6} height={30} />;
  if (isError) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (callsOf(data.total) === 0)
    return <Empty icon={IconChartBar} title={t('reports.noCalls')} text={t('reports.noCallsText')} />;
  const rows = completeRows(data.rows, by, period);
  const nameOf = (row: ReportRow) => rowName(row, by, i18n.language, t('reports.nobody'));
  return (
    <>
      <Bars rows={rows} as={by === 'hour' || by === 'day' ? 'columns' : 'lines'} nameOf={nameOf} />
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t(`reports.by.${by}`)}</th>
              <th scope="col">{t('reports.inbound')}</th>
              <th scope="col">{t('reports.outbound')}</th>
              <th scope="col">{t('reports.part.answered')}</th>
              <th scope="col">{t('reports.part.missed')}</th>
              <th scope="col">{t('reports.part.voicemail')}</th>
              <th scope="col">{t('reports.wait')}</th>
              <th scope="col">{t('reports.talk')}</th>
              <th scope="col">{t('reports.talkSum')}</th>
            </tr>
          </thead>
          <tbody>
            {rows
              .filter((row) => by !== 'hour' || callsOf(row) > 0)
              .map((row) => (
                <Row key={row.key} row={row} name={nameOf(row)} />
              ))}
          </tbody>
          <tfoot>
            <Row row={data.total} name={t('reports.total')} />
          </tfoot>
        </table>
      </div>
    </>
  );
}

function rowName(row: ReportRow, by: Grouping, language: string, nobody: string): string {
  if (by === 'hour') return `${row.key.padStart(2, '0')}:00`;
  if (by === 'day') return dayOf(row.key)?.toLocaleDateString(language, { day: 'numeric', month: 'short' }) ?? row.key;
  return row.label || nobody;
}

function Row({ row, name }: { row: ReportRow; name: string }) {
  const { i18n } = useTranslation();
  const count = (value: number) => (value === 0 ? '–' : value.toLocaleString(i18n.language));
  const length = (ms: number) => (ms === 0 ? '–' : lengthText(ms, i18n.language));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{count(row.inbound)}</td>
      <td>{count(row.outbound)}</td>
      <td>{count(row.answered)}</td>
      <td data-bad={row.missed > 0 || undefined}>{count(row.missed)}</td>
      <td>{count(row.voicemail)}</td>
      <td>{length(row.waitMsAvg)}</td>
      <td>{length(row.talkMsAvg)}</td>
      <td>{length(row.talkMsSum)}</td>
    </tr>
  );
}
