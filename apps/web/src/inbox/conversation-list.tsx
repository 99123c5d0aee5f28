import { IconInbox, IconMoodCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { conversationsQuery, startQuery, type InboxSearch } from '../api/queries.js';
import { speakFully } from '../i18n/i18n.js';
import { Bone } from '../shell/bone.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import { useSettingUp } from '../set-up/setting-up.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { ConversationRow } from './conversation-row.js';
import css from './inbox.module.css';
import { useHandling } from './use-handling.js';
import { useSelection } from './use-selection.js';
import { ViewNav } from './view-nav.js';

const ActBar = lazy(async () => {
  await speakFully();
  return { default: (await import('./act-bar.js')).ActBar };
});
const ChecklistLine = lazy(async () => {
  await speakFully();
  return { default: (await import('../set-up/checklist.js')).ChecklistLine };
});
const FilterPanel = lazy(async () => {
  await speakFully();
  return { default: (await import('./filter-panel.js')).FilterPanel };
});

export function ConversationList({ search }: { search: InboxSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const view = search.view ?? 'all';
  const query = useInfiniteQuery(conversationsQuery(search));
  const { data: start } = useQuery(startQuery);
  const settingUp = useSettingUp();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = Object.keys(search).some((name) => name !== 'view');
  const [filtering, setFiltering] = useState(false);
  // Where the keyboard stands, as long as neither the view nor the open conversation changes.
  const place = `${JSON.stringify(search)} ${conversationId ?? ''}`;
  const [marked, setMarked] = useState({ id: '', place: '' });
  const cursor = marked.place === place ? marked.id : null;
  const at = items.findIndex((item) => item.id === (cursor ?? conversationId));
  const list = useRef<HTMLUListElement>(null);
  const selection = useSelection(items, JSON.stringify(search));
  const chosen = () => (selection.chosen.length > 0 ? selection.chosen : items.filter((_, index) => index === at));
  const handling = useHandling(chosen, selection.clear);

  const open = (id: string) => {
    const item = items.find((each) => each.id === id);
    if (item === undefined) return;
    void navigate({
      to: '/inbox/$clientId/$conversationId',
      params: { clientId: item.client.id, conversationId: item.id },
      search,
    });
  };
  const move = (by: number) => {
    const to = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (to === undefined) return;
    setMarked({ id: to.id, place });
    list.current?.querySelector(`[data-id="${to.id}"]`)?.scrollIntoView({ block: 'nearest' });
    if (conversationId !== undefined) open(to.id);
  };
  const back = () => {
    if (selection.chosen.length > 0) return selection.clear();
    if (conversationId !== undefined) void navigate({ to: '/inbox', search });
  };
  useKeys({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    KeyO: () => cursor !== null && open(cursor),
    Escape: back,
    KeyX: () => at >= 0 && selection.toggle(items[at]!.id, false),
    'shift+KeyX': () => at >= 0 && selection.toggle(items[at]!.id, true),
    // With a conversation open these are the conversation's own keys.
    ...(conversationId === undefined || selection.chosen.length > 0 ? handling.keys : {}),
    ...(conversationId === undefined
      ? { KeyR: () => cursor !== null && open(cursor), KeyF: () => setFiltering((now) => !now) }
      : {}),
  });
  // Enter belongs to whatever has the focus; only where nothing has it does it open the marked row.
  useKeys({ Enter: () => cursor !== null && open(cursor) }, cursor !== null && cursor !== conversationId);
  const { toggle } = selection;
  const onSelect = useCallback((id: string, range: boolean) => toggle(id, range), [toggle]);

  return (
    <section
      className={css.list}
      aria-label={t('shell.page.inbox')}
      data-selecting={selection.chosen.length > 0 || undefined}
    >
      {selection.chosen.length > 0 ? (
        <Suspense
          fallback={<ViewNav search={search} filtering={filtering} onFilter={() => setFiltering(!filtering)} />}
        >
          <ActBar
            count={selection.chosen.length}
            handling={handling}
            allDone={selection.chosen.every(({ state }) => state === 'done')}
            onAll={selection.all}
            onNone={selection.clear}
          />
        </Suspense>
      ) : (
        <ViewNav search={search} filtering={filtering} onFilter={() => setFiltering(!filtering)} />
      )}
      <Suspense>
        {settingUp && (
          <div className={css.onPhone}>
            <ChecklistLine />
          </div>
        )}
      </Suspense>
      <Suspense>{filtering && <FilterPanel search={search} />}</Suspense>
      {query.isPending ? (
        <RowSkeletons />
      ) : query.isError && items.length === 0 ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        start?.interactions === 0 ? (
          <Empty icon={IconInbox} title={t('inbox.nothingYet')} text={t('inbox.nothingYetText')} />
        ) : narrowed ? (
          <Empty icon={IconInbox} title={t('inbox.nothingFits')} text={t('inbox.nothingFitsText')} />
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
              search={search}
              here={item.id === conversationId}
              marked={item.id === cursor}
              selected={selection.has(item.id)}
              onSelect={onSelect}
            />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
      {handling.dialogs}
    </section>
  );
}

function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div className={css.rows} aria-busy aria-label={t('act.loading')}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={css.skeleton}>
          <Bone height={10} width={`${55 - (index % 3) * 10}%`} />
          <Bone height={9} width={`${85 - (index % 4) * 8}%`} />
          <Bone height={9} width={`${70 - (index % 3) * 12}%`} />
        </div>
      ))}
    </div>
  );
}
