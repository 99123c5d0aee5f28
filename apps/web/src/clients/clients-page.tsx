import '../shell/mantine-field-css.js';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import {
  IconAddressBook,
  IconFileImport,
  IconPlus,
  IconSearch,
  IconSearchOff,
  IconSettings,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery, type ClientsFilter } from '../api/queries.js';
import { speakFully } from '../i18n/i18n.js';
import { filterSearch } from './filter-search.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { useTypedInAddress } from '../shell/use-typed-in-address.js';
import { ClientRow } from './client-row.js';
import css from './clients.module.css';

const NewClientDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./new-client-dialog.js')).NewClientDialog };
});
const ListFilter = lazy(async () => {
  await speakFully();
  return { default: (await import('./list-filter.js')).ListFilter };
});

export function ClientsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { dialog, ...filter } = useSearch({ from: '/inside/clients' });
  const { name = '', ...others } = filter;
  const filtered = Object.keys(others).length > 0;
  const maySet = useMay('clients.assign');
  const mayImport = useMay('clients.import');
  const mayWrite = useMay('clients.write');
  const query = useInfiniteQuery(clientsQuery(name, others));
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const [marked, setMarked] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const openNew = () => void navigate({ to: '/clients', search: { ...filter, dialog: 'new' } });
  const narrow = (to: ClientsFilter) => {
    setMarked(-1);
    void navigate({ to: '/clients', search: filterSearch(to), replace: true });
  };
  const [typed, setTyped] = useTypedInAddress(name, (wanted) => narrow({ ...filter, name: wanted }));
  const move = (by: number) => {
    const to = Math.min(items.length - 1, Math.max(0, marked + by));
    setMarked(to);
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    KeyN: openNew,
  });
  useKeys(
    {
      Enter: () => {
        const item = items[marked];
        if (item !== undefined) void navigate({ to: '/clients/$clientId', params: { clientId: item.id } });
      },
    },
    marked >= 0,
  );
  return (
    <section className={page.page}>
      <header className={page.head}>
        <h1>{t('shell.page.clients')}</h1>
        <TextInput
          className={css.search}
          type="search"
          size="xs"
          leftSection={<IconSearch size={15} aria-hidden />}
          placeholder={t('clients.searchName')}
          aria-label={t('clients.searchName')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setMarked(-1);
          }}
        />
        {mayImport && (
          <ActionIcon
            component={Link}
            to="/clients/import"
            className={css.settings}
            variant="subtle"
            color="gray"
            aria-label={t('clients.import')}
            title={t('clients.import')}
          >
            <IconFileImport size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
        {maySet && (
          <ActionIcon
            component={Link}
            to="/clients/settings"
            className={css.settings}
            variant="subtle"
            color="gray"
            aria-label={t('clients.settings')}
            title={t('clients.settings')}
          >
            <IconSettings size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
        {mayWrite && (
          <Button className={css.new} size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={openNew}>
            {t('clients.new')}
          </Button>
        )}
      </header>
      <div className={page.scroll}>
        <Suspense>
          <ListFilter filter={filter} onChange={narrow} />
        </Suspense>
        {query.isPending ? (
          <RowsSkeleton />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : items.length === 0 ? (
          name === '' && filtered ? (
            <Empty icon={IconSearchOff} title={t('clients.noneFit')} text={t('clients.notFoundText')}>
              <Button size="xs" variant="default" onClick={() => narrow({})}>
                {t('clients.clearFilter')}
              </Button>
            </Empty>
          ) : name === '' ? (
            <Empty icon={IconAddressBook} title={t('clients.empty')} text={t('clients.emptyText')}>
              {mayWrite && (
                <Button size="xs" onClick={openNew}>
                  {t('clients.new')}
                </Button>
              )}
              {mayImport && (
                <Button size="xs" variant="default" component={Link} to="/clients/import">
                  {t('clients.import')}
                </Button>
              )}
            </Empty>
          ) : (
            <Empty icon={IconSearchOff} title={t('clients.notFound', { name })} text={t('clients.notFoundText')} />
          )
        ) : (
          <ul className={css.list} ref={list} aria-busy={query.isPlaceholderData}>
            {items.map((item, index) => (
              <ClientRow key={item.id} item={item} marked={index === marked} />
            ))}
            <ListEnd query={query} />
          </ul>
        )}
      </div>
      <Suspense>
        {dialog === 'new' && mayWrite && (
          <NewClientDialog
            initialName={name}
            onClose={() => void navigate({ to: '/clients', search: filter, replace: true })}
            onCreated={(client) => void navigate({ to: '/clients/$clientId', params: { clientId: client.id } })}
          />
        )}
      </Suspense>
    </section>
  );
}
