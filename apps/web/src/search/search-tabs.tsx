import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { countsQuery } from './queries.js';
import { searchTabs, type SearchAddress, type SearchGroup, type SearchTab } from './search-address.js';
import css from './search.module.css';

const countedUpTo = 100;

/** Kinds of what was found, with how many there are. */
export function SearchTabs({ address }: { address: SearchAddress }) {
  const { t } = useTranslation();
  const counts = useQuery(countsQuery(address)).data?.counts ?? null;
  const countOf = (tab: SearchTab) =>
    tab === 'all' || tab === 'cards' ? undefined : counts?.[tab satisfies SearchGroup];
  return (
    <nav className={css.tabs} aria-label={t('search.kinds')}>
      {searchTabs.map((tab) => {
        const count = countOf(tab);
        const here = (address.in ?? 'all') === tab;
        const { in: _, ...rest } = address;
        return (
          <Link
            key={tab}
            to="/search"
            search={tab === 'all' ? rest : { ...rest, in: tab }}
            replace
            data-here={here || undefined}
            data-none={count === 0 || undefined}
            aria-current={here ? 'page' : undefined}
          >
            {t(`search.tab.${tab}`)}
            {count !== undefined && (
              <span>{count >= countedUpTo ? t('search.more', { count: countedUpTo - 1 }) : count}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
