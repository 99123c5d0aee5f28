import '../shell/mantine-field-css.js';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchQuery } from '../api/queries.js';
import { Gist, isCall } from '../calls/gist.js';
import { ClientRow } from '../clients/client-row.js';
import list from '../clients/clients.module.css';
import { Moment } from '../i18n/moment.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import { MediumIcon } from '../shell/medium-icon.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import css from './search.module.css';

/** Cards and letters that hold all the words. */
export function SearchPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q } = useSearch({ from: '/inside/search' });
  const [typed, setTyped] = useState(q);
  const [wanted] = useDebouncedValue(typed.trim(), 300);
  useEffect(() => {
    void navigate({ to: '/search', search: { q: wanted }, replace: true });
  }, [navigate, wanted]);
  const query = useInfiniteQuery({ ...searchQuery(q), enabled: q !== '' });
  const clients = query.data?.pages[0]?.clients ?? [];
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.page}>
      <header className={page.head}>
        <h1>{t('shell.search')}</h1>
        <TextInput
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
      </header>
      <div className={page.scroll} aria-live="polite">
        {q === '' ? (
          <Empty icon={IconSearch} title={t('search.start')} text={t('search.startText')} />
        ) : query.isPending ? (
          <RowsSkeleton />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : clients.length === 0 && items.length === 0 ? (
          <Empty icon={IconSearchOff} title={t('search.nothing', { text: q })} text={t('search.nothingText')} />
        ) : (
          <>
            {clients.length > 0 && (
              <>
                <h2 className={css.group}>{t('palette.clients')}</h2>
                <ul className={list.list}>
                  {clients.map((item) => (
                    <ClientRow key={item.id} item={item} marked={false} />
                  ))}
                </ul>
              </>
            )}
            {items.length > 0 && <h2 className={css.group}>{t('palette.letters')}</h2>}
            <ul className={css.found}>
              {items.map((item) => (
                <li key={item.interactionId}>
                  <Link to="/clients/$clientId" params={{ clientId: item.client.id }}>
                    <MediumIcon medium={item.medium} />
                    <span>
                      <b>
                        {isCall(item.kind) ? (
                          <Gist direction={item.direction} kind={item.kind} call={item.call} />
                        ) : (
                          item.subject || t('timeline.noSubject')
                        )}
                      </b>
                      <small>
                        {item.client.name} · {item.snippet}
                      </small>
                    </span>
                    <Moment at={item.occurredAt} />
                  </Link>
                </li>
              ))}
              <ListEnd query={query} />
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
