import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DuePill } from '../inbox/due-pill.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { boardQuery } from './queries.js';
import css from './routing.module.css';

/** Who has how much to answer just now, and how much of it is late: for heads. */
export function BoardSection() {
  const { t } = useTranslation();
  const query = useQuery(boardQuery);
  const items = query.data?.items ?? [];
  const most = Math.max(1, ...items.map(({ inHand }) => inHand));
  if (query.isSuccess && items.length === 0) return null;
  return (
    <section className={page.section} aria-label={t('routing.board')}>
      <h2>{t('routing.board')}</h2>
      <p>{t('routing.boardText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={3} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ul className={page.box}>
          {items.map(({ employee, team, inHand, waiting, overdue, answerBy, absent }) => (
            <li key={employee.id} className={css.hand}>
              <Person name={employee.name} size={30} />
              <div className={css.who}>
                <b>{employee.name}</b>
                <small>{absent ? t('routing.away') : (team?.name ?? '')}</small>
              </div>
              <div className={css.load}>
                <span aria-hidden style={{ width: `${(inHand / most) * 100}%` }} />
                <Link to="/inbox" search={{ view: 'all', handlerId: employee.id }}>
                  {t('routing.inHand', { count: inHand })}
                </Link>
                <small>{t('routing.waiting', { count: waiting })}</small>
              </div>
              <div className={css.lateness}>
                {overdue > 0 && <b>{t('routing.overdue', { count: overdue })}</b>}
                {answerBy !== null && <DuePill at={answerBy} />}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
