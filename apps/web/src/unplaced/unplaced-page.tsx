import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconMailCheck, IconPaperclip } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { unplacedQuery } from '../api/queries.js';
import { Gist, isCall } from '../calls/gist.js';
import { Bubble } from '../chat/lazy.js';
import { speakFully } from '../i18n/i18n.js';
import { Moment } from '../i18n/moment.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { Letter } from '../timeline/letter.js';
import { nameOf, othersOf } from '../timeline/participants.js';
import { Placing } from './placing.js';
import css from './unplaced.module.css';
import { Unwanted } from './unwanted.js';

const BlockedSenders = lazy(async () => ({ default: (await import('./blocked-senders.js')).BlockedSenders }));
const CallEntry = lazy(async () => {
  await speakFully();
  return { default: (await import('../timeline/call-entry.js')).CallEntry };
});

type Unplaced = Schemas['Unplaced'];

/** The tray: what was captured and stands on no card yet, the letter beside the list, and where it may belong. */
export function UnplacedPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { letter, of = 'tray' } = useSearch({ from: '/inside/unplaced' });
  const view = of === 'spam' ? ({ of } as const) : {};
  const [listing, setListing] = useState(false);
  const query = useInfiniteQuery(unplacedQuery(of));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const at = items.findIndex((item) => item.id === letter);
  const shown = items[at] ?? (letter === undefined ? items[0] : undefined);
  const list = useRef<HTMLUListElement>(null);
  const open = (id: string | undefined) =>
    void navigate({
      to: '/unplaced',
      search: id === undefined ? view : { ...view, letter: id },
      replace: letter !== undefined,
    });
  const move = (by: number) => {
    const from = shown === undefined ? -1 : items.indexOf(shown);
    const to = items[Math.min(items.length - 1, Math.max(0, from + by))];
    if (to === undefined) return;
    open(to.id);
    list.current?.querySelector(`[data-id="${to.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => open(undefined),
  });

  return (
    <div className={css.page} data-reading={letter !== undefined || undefined}>
      <section className={css.list} aria-label={t('shell.page.unplaced')}>
        <header className={css.head}>
          <h1>{t('shell.page.unplaced')}</h1>
          <p>{t(of === 'spam' ? 'spam.about' : 'unplaced.about')}</p>
          <nav className={css.views} aria-label={t('spam.views')}>
            {/* Exactly: having none is not a part of having some. */}
            <Link
              to="/unplaced"
              search={{}}
              activeOptions={{ exact: true }}
              aria-current={of === 'tray' ? 'page' : undefined}
            >
              {t('spam.tray')}
            </Link>
            <Link to="/unplaced" search={{ of: 'spam' }} aria-current={of === 'spam' ? 'page' : undefined}>
              {t('spam.spam')}
            </Link>
            <button type="button" aria-haspopup="dialog" onClick={() => setListing(true)}>
              {t('spam.list')}
            </button>
          </nav>
        </header>
        {query.isPending ? (
          <div style={{ padding: '0 0.9rem' }}>
            <RowsSkeleton height={52} />
          </div>
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : items.length === 0 ? (
          <Empty
            icon={IconMailCheck}
            title={t(of === 'spam' ? 'spam.empty' : 'unplaced.empty')}
            text={t(of === 'spam' ? 'spam.emptyText' : 'unplaced.emptyText')}
          />
        ) : (
          <ul className={css.rows} ref={list}>
            {items.map((item) => (
              <Row key={item.id} item={item} here={item === shown} view={view} />
            ))}
            <ListEnd query={query} />
          </ul>
        )}
      </section>
      <section className={css.letter} aria-label={t('unplaced.letter')}>
        {shown !== undefined && (
          <>
            <div className={css.phoneHead}>
              <ActionIcon
                component="button"
                variant="subtle"
                color="gray"
                aria-label={t('act.back')}
                onClick={() => open(undefined)}
              >
                <IconArrowLeft size={19} aria-hidden />
              </ActionIcon>
              <span>
                <Subject item={shown} />
              </span>
            </div>
            <div className={css.top}>
              <Placing key={shown.id} item={shown} onPlaced={() => open(items[items.indexOf(shown) + 1]?.id)} />
              {shown.kind === 'email' && shown.direction === 'inbound' && (
                <Unwanted
                  key={`${shown.id}.unwanted`}
                  item={shown}
                  onGone={() => open(items[items.indexOf(shown) + 1]?.id)}
                />
              )}
            </div>
            <div className={css.sheet}>
              <h2>
                <Subject item={shown} />
              </h2>
              {isCall(shown.kind) ? (
                <Suspense>
                  <CallEntry key={shown.id} interaction={shown} />
                </Suspense>
              ) : shown.kind === 'message' ? (
                <Suspense>
                  <Bubble key={shown.id} interaction={shown} follows={false} withMedium />
                </Suspense>
              ) : (
                <Letter key={shown.id} interaction={shown} open onToggle={() => undefined} withSubject={false} />
              )}
            </div>
          </>
        )}
      </section>
      <Suspense>{listing && <BlockedSenders onClose={() => setListing(false)} />}</Suspense>
    </div>
  );
}

function Subject({ item }: { item: Unplaced }) {
  const { t } = useTranslation();
  if (isCall(item.kind)) return <Gist direction={item.direction} kind={item.kind} call={item.call} />;
  return item.subject || t('timeline.noSubject');
}

const beginningOf = ({ medium, reading, text }: Unplaced, t: TFunction): string =>
  (text ?? '').trim().slice(0, 160) || (medium === 'email' && reading === 'done' ? t('timeline.noText') : '');

function Row({ item, here, view }: { item: Unplaced; here: boolean; view: { of?: 'spam' } }) {
  const { t } = useTranslation();
  const name = nameOf(othersOf(item)) || t('timeline.unknownSender');
  return (
    <li data-id={item.id} className={css.row} data-here={here || undefined}>
      <Link to="/unplaced" search={{ ...view, letter: item.id }} aria-current={here ? 'true' : undefined}>
        <span className={css.rowHead}>
          <MediumIcon medium={item.medium} size={15} />
          <b>{item.direction === 'outbound' ? t('unplaced.to', { name }) : name}</b>
          {item.attachments.some((file) => !file.inline) && (
            <IconPaperclip size={13} aria-label={t('timeline.hasFiles')} />
          )}
          <Moment at={item.occurredAt} />
        </span>
        <span className={css.subject}>
          <Subject item={item} />
        </span>
        <span className={css.snippet}>{item.problem === null ? beginningOf(item, t) : t('timeline.keptRaw')}</span>
      </Link>
    </li>
  );
}
