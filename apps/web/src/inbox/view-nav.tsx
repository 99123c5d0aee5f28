import { IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countersQuery, inboxViews, type InboxSearch, type InboxView } from '../api/queries.js';
import { Tip } from '../shell/tip.js';
import { MoreButton } from './more-button.js';
import css from './inbox.module.css';

const fetchMore = () => import('./more-views.js');
const MoreViews = lazy(async () => ({ default: (await fetchMore()).MoreViews }));

/** What most people look at all day; the others stand behind one button. */
const first: readonly InboxView[] = ['all', 'mine', 'unanswered'];

interface Props {
  search: InboxSearch;
  filtering: boolean;
  onFilter: () => void;
}

export function ViewNav({ search, filtering, onFilter }: Props) {
  const { t } = useTranslation();
  const { data: counters } = useQuery(countersQuery);
  // A button at first, so that the first page does not pay for a menu.
  const [wanted, setWanted] = useState(false);
  const view = search.view ?? 'all';
  const narrowed = Object.keys(search).some((name) => name !== 'view');
  const others = inboxViews.filter((each) => !first.includes(each));
  const here = others.includes(view) ? view : null;
  const more = (
    <MoreButton
      here={here}
      aria-haspopup="menu"
      onPointerEnter={() => void fetchMore()}
      onClick={() => setWanted(true)}
    />
  );
  return (
    <div className={css.viewsLine}>
      <nav className={css.views} aria-label={t('inbox.views')}>
        {first.map((each) => (
          <Link
            key={each}
            to="/inbox"
            search={{ view: each }}
            className={css.view}
            data-here={each === view || undefined}
            aria-current={each === view ? 'page' : undefined}
          >
            {t(`inbox.view.${each}`)}
            {counters !== undefined && counters[each] > 0 && <span>{counters[each]}</span>}
          </Link>
        ))}
      </nav>
      {wanted ? (
        <Suspense fallback={more}>
          <MoreViews here={here} views={others} counters={counters} />
        </Suspense>
      ) : (
        more
      )}
      <Tip side="left" label={t('inbox.filter')}>
        <button
          type="button"
          className={css.filterButton}
          data-narrowed={narrowed || undefined}
          aria-label={t('inbox.filter')}
          aria-pressed={filtering}
          onClick={onFilter}
        >
          <IconFilter size={18} stroke={1.7} aria-hidden />
        </button>
      </Tip>
    </div>
  );
}
