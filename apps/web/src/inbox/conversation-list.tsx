import { Skeleton } from '@mantine/core';
import { IconInbox, IconMoodCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { conversationsQuery, countersQuery, inboxViews, startQuery, type InboxView } from '../api/queries.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { ConversationRow } from './conversation-row.js';
import { FirstSteps } from './first-steps.js';
import css from './inbox.module.css';

export function ConversationList({ view }: { view: InboxView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const query = useInfiniteQuery(conversationsQuery(view));
  const { data: counters } = useQuery(countersQuery);
  const { data: start } = useQuery(startQuery);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // Where the keyboard stands, as long as neither the view nor the open conversation changes.
  const place = `${view} ${conversationId ?? ''}`;
  const [marked, setMarked] = useState({ id: '', place: '' });
  const cursor = marked.place === place ? marked.id : null;
  const at = items.findIndex((item) => item.id === (cursor ?? conversationId));
  const list = useRef<HTMLUListElement>(null);

  const move = (by: number) => {
    const to = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (to === undefined) return;
    setMarked({ id: to.id, place });
    list.current?.querySelector(`[data-id="${to.id}"]`)?.scrollIntoView({ block: 'nearest' });
    if (conversationId !== undefined) open(to.id);
  };
  const open = (id: string) => {
    const item = items.find((each) => each.id === id);
    if (item === undefined) return;
    void navigate({
      to: '/inbox/$clientId/$conversationId',
      params: { clientId: item.client.id, conversationId: item.id },
      search: { view },
    });
  };
  useKeys({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    KeyO: () => cursor !== null && open(cursor),
    Escape: () => conversationId !== undefined && void navigate({ to: '/inbox', search: { view } }),
  });
  // Enter belongs to whatever has the focus; only where nothing has it does it open the marked row.
  useKeys({ Enter: () => cursor !== null && open(cursor) }, cursor !== null && cursor !== conversationId);

  return (
    <section className={css.list} aria-label={t('shell.page.inbox')}>
      <nav className={css.views} aria-label={t('inbox.views')}>
        {inboxViews.map((each) => (
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
      {query.isPending ? (
        <RowSkeletons />
      ) : query.isError && items.length === 0 ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        start?.interactions === 0 ? (
          <>
            <div className={css.onPhone}>
              <FirstSteps start={start} />
            </div>
            <div className={css.onWide}>
              <Empty icon={IconInbox} title={t('inbox.nothingYet')} text={t('inbox.nothingYetText')} />
            </div>
          </>
        ) : (
          <Empty
            icon={view === 'unanswered' ? IconMoodCheck : IconInbox}
            title={t(`inbox.empty.${view}`)}
            text={t(`inbox.emptyText.${view}`)}
          />
        )
      ) : (
        <ul className={css.rows} ref={list}>
          {items.map((item) => (
            <ConversationRow
              key={item.id}
              item={item}
              view={view}
              here={item.id === conversationId}
              marked={item.id === cursor}
            />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
    </section>
  );
}

function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div className={css.rows} aria-busy aria-label={t('act.loading')}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={css.skeleton}>
          <Skeleton height={10} width={`${55 - (index % 3) * 10}%`} />
          <Skeleton height={9} width={`${85 - (index % 4) * 8}%`} />
          <Skeleton height={9} width={`${70 - (index % 3) * 12}%`} />
        </div>
      ))}
    </div>
  );
}
