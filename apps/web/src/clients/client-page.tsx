import { ActionIcon, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientQuery } from '../api/queries.js';
import { Person } from '../shell/person.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { Exchange } from '../timeline/exchange.js';
import type { TimelineSearch } from '../timeline/search.js';
import { Card } from './card.js';
import css from './clients.module.css';
import { useGoesOn } from './merging/use-goes-on.js';

const CardDrawer = lazy(async () => ({ default: (await import('./card-drawer.js')).CardDrawer }));

/** A client: everything that happened, over all media, and the card beside it. */
export function ClientPage() {
  const { t } = useTranslation();
  const { clientId } = useParams({ from: '/inside/clients/$clientId' });
  const { data: client, isError, error, refetch } = useQuery(clientQuery(clientId));
  const [drawer, setDrawer] = useState(false);
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/clients/$clientId' });
  const stand = (at: TimelineSearch, id = clientId) =>
    void navigate({ to: '/clients/$clientId', params: { clientId: id }, search: at, replace: true });
  useGoesOn(clientId, client?.id, (id) => {
    stand(search, id);
  });
  useKeys({ KeyI: () => setDrawer(true), Escape: () => window.history.back() });
  if (isError && client === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  return (
    <div className={css.columns}>
      <section className={css.main} aria-label={client?.name}>
        <header className={css.bar}>
          <ActionIcon component={Link} to="/clients" variant="subtle" color="gray" aria-label={t('act.back')}>
            <IconArrowLeft size={19} aria-hidden />
          </ActionIcon>
          {client === undefined ? (
            <Skeleton height={14} width="12rem" />
          ) : (
            <>
              <Person name={client.name} size={32} company={client.kind === 'company'} />
              <h1>
                {client.name}
                <small>
                  {t(`clients.stage.${client.stage}`)} · {client.responsible?.name ?? t('clients.nobody')}
                </small>
              </h1>
            </>
          )}
          <ActionIcon
            className={css.cardButton}
            variant="subtle"
            color="gray"
            aria-label={t('clients.card')}
            onClick={() => setDrawer(true)}
          >
            <IconUserCircle size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </header>
        {client === undefined ? (
          <Skeleton m="md" height="10rem" />
        ) : (
          <Exchange key={client.id} client={client} conversationId={null} search={search} onSearch={stand} />
        )}
      </section>
      <aside className={css.aside} aria-label={t('clients.card')}>
        {client !== undefined && <Card client={client} />}
      </aside>
      <Suspense>
        {drawer && client !== undefined && <CardDrawer client={client} onClose={() => setDrawer(false)} />}
      </Suspense>
    </div>
  );
}
