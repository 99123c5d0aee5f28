import '../shell/mantine-field-css.js';
import { Button, TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { useTypedInAddress } from '../shell/use-typed-in-address.js';
import { FoundRow } from './found-row.js';
import { countsQuery, foundQuery } from './queries.js';
import { FoundCards, FoundGroups } from './results.js';
import { narrowedBy, type SearchAddress } from './search-address.js';
import { SearchFilters } from './search-filters.js';
import { SearchTabs } from './search-tabs.js';
import css from './search.module.css';

/** Everything that holds all the words: cards first, then the newest of each kind. */
export function SearchPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const address = useSearch({ from: '/inside/search' });
  const { q } = address;
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  const go = (next: SearchAddress) => void navigate({ to: '/search', search: next, replace: true });
  const [typed, setTyped] = useTypedInAddress(
    q,
    (wanted) =>
      void navigate({
        ...{ to: '/search', replace: true },
        search: (before) => ({ ...(before as SearchAddress), q: wanted }),
      }),
  );
  useKeys({
    Slash: () => field.current?.select(),
    ArrowDown: () => step(1),
  });
  const step = (by: 1 | -1) => {
    const rows = [...(results.current?.querySelectorAll<HTMLElement>('li > a, a[data-result]') ?? [])];
    const next = rows[rows.indexOf(document.activeElement as HTMLElement) + by];
    if (next !== undefined) next.focus();
    else if (by === -1) field.current?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (event.target instanceof HTMLSelectElement) return;
      event.preventDefault();
      step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape' && event.target !== field.current) field.current?.select();
  };
  return (
    <section className={page.page} onKeyDown={walk} aria-label={t('shell.search')}>
      <header className={page.head}>
        <h1>{t('shell.search')}</h1>
        <TextInput
          ref={field}
          className={css.field}
          type="search"
          autoFocus
          leftSection={<IconSearch size={16} aria-hidden />}
          placeholder={t('search.placeholder')}
          aria-label={t('search.placeholder')}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {q !== '' && <SearchTabs address={address} />}
      </header>
      <div className={page.scroll} ref={results}>
        {q === '' ? (
          <Empty
            icon={IconSearch}
            title={t('search.start')}
            text={`${t('search.startText')} ${t('search.startKeys')}`}
          />
        ) : (
          <>
            <SearchFilters address={address} onChange={go} />
            <Results address={address} onWiden={() => go({ q })} />
          </>
        )}
      </div>
    </section>
  );
}

function Results({ address, onWiden }: { address: SearchAddress; onWiden: () => void }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(foundQuery(address));
  const counts = useQuery(countsQuery(address)).data?.counts ?? null;
  const first = query.data?.pages[0];
  const cards = first?.clients ?? [];
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  if (query.isPending) return <RowsSkeleton />;
  if (query.isError && items.length === 0) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const narrowed = narrowedBy(address) > 0 || address.in !== undefined;
  const indexing = first?.indexing ?? null;
  const meant = first?.didYouMean ?? null;
  return (
    <div aria-live="polite" aria-busy={query.isPlaceholderData} className={css.results}>
      {indexing !== null && (
        <p className={css.indexing}>
          {t('search.indexing', { percent: Math.floor((100 * indexing.done) / indexing.total) })}
        </p>
      )}
      <FoundCards cards={cards} />
      {cards.length === 0 && items.length === 0 ? (
        <Empty
          icon={IconSearchOff}
          title={t('search.nothing', { text: address.q })}
          text={t(narrowed ? 'search.nothingNarrowed' : 'search.nothingText')}
        >
          {meant !== null && (
            <Link to="/search" search={{ ...address, q: meant }} className={css.allOf} data-result="">
              {t('search.didYouMean', { text: meant })}
            </Link>
          )}
          {narrowed && (
            <Button size="xs" variant="default" onClick={onWiden}>
              {t('search.withoutFilters')}
            </Button>
          )}
        </Empty>
      ) : address.in === undefined ? (
        <FoundGroups address={address} items={items} counts={counts} />
      ) : (
        <ul className={css.found} aria-label={t('search.results')}>
          {items.map((item) => (
            <FoundRow key={item.interactionId} item={item} />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
    </div>
  );
}
