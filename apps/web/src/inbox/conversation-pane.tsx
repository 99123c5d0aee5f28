import { ActionIcon, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconLayoutSidebarRight, IconUserCircle } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientQuery, conversationQuery, conversationsQuery } from '../api/queries.js';
import { timelineQuery } from '../api/timeline.js';
import { speakFully } from '../i18n/i18n.js';
import { Card } from '../clients/card.js';
import { useGoesOn } from '../clients/merging/use-goes-on.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { Trouble } from '../shell/trouble.js';
import { Tip } from '../shell/tip.js';
import { useMay } from '../shell/session.js';
import { useKeys } from '../shell/use-keys.js';
import { ThreadAct } from '../threads/thread-act.js';
import { Exchange } from '../timeline/exchange.js';
import css from './conversation.module.css';
import { DuePill } from './due-pill.js';
import { HandlingActs, Standing } from './handling-acts.js';
import { noSubject } from './no-subject.js';
import { Lookers, useLookers, useLooking } from './presence.js';
import { useHandling } from './use-handling.js';
import { useLookedAt } from './use-looked-at.js';

const CardDrawer = lazy(async () => ({ default: (await import('../clients/card-drawer.js')).CardDrawer }));

const RoutingLine = lazy(async () => {
  await speakFully();
  return { default: (await import('../routing/routing-line.js')).RoutingLine };
});

const cardBeside = 'keepline.card';

/** One conversation with the card beside it: the fourth column from 1280 px, a drawer below that. */
export function ConversationPane() {
  const { t } = useTranslation();
  const { clientId, conversationId } = useParams({ from: '/inside/inbox/$clientId/$conversationId' });
  const search = useSearch({ from: '/inside/inbox' });
  const client = useQuery(clientQuery(clientId));
  const navigate = useNavigate();
  useGoesOn(clientId, client.data?.id, (id) => {
    const params = { clientId: id, conversationId };
    void navigate({ to: '/inbox/$clientId/$conversationId', params, search, replace: true });
  });
  const mayWrite = useMay('clients.write');
  const wide = useMediaQuery('(min-width: 80em)', true, { getInitialValueInEffect: false });
  const [column, setColumn] = useState(() => window.localStorage.getItem(cardBeside) !== 'hidden');
  const [drawer, setDrawer] = useState(false);
  const inList = useInfiniteQuery({ ...conversationsQuery(search), enabled: false })
    .data?.pages.flatMap((page) => page.items)
    .find((each) => each.id === conversationId);
  const listed = useQuery(conversationQuery(conversationId)).data ?? inList;
  const letters = useInfiniteQuery(timelineQuery(clientId, conversationId)).data?.pages[0]?.items;
  const subject = listed?.subject ?? letters?.find((each) => each.subject !== '')?.subject;

  const medium = listed?.medium ?? letters?.[0]?.medium ?? 'email';

  const toggleCard = () => {
    if (!wide) return setDrawer(!drawer);
    window.localStorage.setItem(cardBeside, column ? 'hidden' : 'shown');
    setColumn(!column);
  };
  const handling = useHandling(() => (listed === undefined ? [] : [listed]));
  useKeys({ KeyI: toggleCard, ...handling.keys });
  const there = useLookers(conversationId);
  useLooking(conversationId);
  useLookedAt(listed);

  if (client.isError) return <Trouble error={client.error} onRetry={() => void client.refetch()} />;
  return (
    <div className={css.columns} data-card={(wide && column) || undefined}>
      <section className={css.conversation} aria-label={t('inbox.conversation')}>
        <header className={css.head}>
          <Link className={css.back} to="/inbox" search={search} aria-label={t('act.back')}>
            <IconArrowLeft size={19} aria-hidden />
          </Link>
          <div className={css.titles}>
            <h1 title={subject}>
              {subject === undefined ? <Skeleton height={12} width="12rem" my={5} /> : subject || t(noSubject(medium))}
            </h1>
            <p>
              <MediumIcon medium={medium} size={14} />
              {client.data === undefined ? (
                <Skeleton height={9} width="8rem" />
              ) : (
                <>
                  <Link to="/clients/$clientId" params={{ clientId }}>
                    {client.data.name}
                  </Link>
                  <span aria-hidden>·</span>
                  <span className={css.who}>
                    {listed?.assignee?.name ?? client.data.responsible?.name ?? t('clients.nobody')}
                  </span>
                  {listed?.answerBy != null && (
                    <span className={css.due}>
                      <DuePill at={listed.answerBy} />
                    </span>
                  )}
                  <Lookers there={there} />
                </>
              )}
            </p>
          </div>
          {listed?.medium === 'email' && mayWrite && (
            <ThreadAct key={conversationId} clientId={clientId} conversationId={conversationId} />
          )}
          {listed !== undefined && mayWrite && <HandlingActs conversation={listed} handling={handling} />}
          <Tip side="left" label={`${t('clients.card')} (I)`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('clients.card')}
              aria-pressed={wide ? column : drawer}
              onClick={toggleCard}
            >
              {wide ? (
                <IconLayoutSidebarRight size={19} stroke={1.7} aria-hidden />
              ) : (
                <IconUserCircle size={20} stroke={1.7} aria-hidden />
              )}
            </ActionIcon>
          </Tip>
        </header>
        {listed !== undefined && <Standing conversation={listed} />}
        <Suspense>
          <RoutingLine conversationId={conversationId} />
        </Suspense>
        {client.data === undefined ? (
          <ExchangeSkeleton />
        ) : (
          <Exchange key={conversationId} client={client.data} conversationId={conversationId} />
        )}
      </section>
      {wide && column && (
        <aside className={css.card} aria-label={t('clients.card')}>
          {client.data !== undefined && <Card client={client.data} />}
        </aside>
      )}
      {handling.dialogs}
      <Suspense>
        {!wide && drawer && client.data !== undefined && (
          <CardDrawer client={client.data} onClose={() => setDrawer(false)} />
        )}
      </Suspense>
    </div>
  );
}

function ExchangeSkeleton() {
  return (
    <div className={css.skeleton}>
      <Skeleton height="5rem" radius="lg" />
      <Skeleton height="10rem" radius="lg" />
    </div>
  );
}
