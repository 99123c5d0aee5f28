import { IconStars } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty } from '../shell/empty.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { Criteria } from './criteria.js';
import type { Period } from './period.js';
import css from './reports.module.css';
import { scoreReportQuery } from './queries.js';

/** Averages of the scorecards by employee and criterion, and the criteria themselves. */
export function ScoresReport({ period }: { period: Period }) {
  const { t, i18n } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(scoreReportQuery(period));
  const score = (value: number | undefined) =>
    value === undefined
      ? '–'
      : value.toLocaleString(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (
    <>
      {isPending ? (
        <RowsSkeleton rows={5} height={30} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : data.rows.length === 0 ? (
        <Empty icon={IconStars} title={t('reports.noScores')} text={t('reports.noScoresText')} />
      ) : (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('reports.by.employee')}</th>
                <th scope="col">{t('reports.scoredCalls')}</th>
                <th scope="col">{t('reports.average')}</th>
                {data.criteria.map(({ id, name }) => (
                  <th key={id} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.employee.id}>
                  <th scope="row">{row.employee.name}</th>
                  <td>{row.recordings.toLocaleString(i18n.language)}</td>
                  <td>
                    <span className={css.meter} style={{ backgroundSize: `${(row.average / 5) * 100}% 100%` }}>
                      {score(row.average)}
                    </span>
                  </td>
                  {data.criteria.map(({ id }) => (
                    <td key={id}>{score(row.criteria.find(({ criterionId }) => criterionId === id)?.average)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Criteria />
    </>
  );
}
