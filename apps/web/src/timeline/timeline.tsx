import { Button, Skeleton } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { isCounted, type TimelineFilter, type TimelinePlace } from '../api/timeline.js';
import { Gallery } from '../chat/lazy.js';
import { isPicture } from '../chat/message.js';
import { TalkContext, type Keep, type Talk } from '../chat/talk.js';
import { speakFully } from '../i18n/i18n.js';
import { Empty } from '../shell/empty.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { BrowseKeys } from './browse/browse-keys.js';
import { Lines } from './lines.js';
import { openAtFirst } from './open-at-first.js';
import { useKeep } from './pins/use-keep.js';
import css from './timeline.module.css';
import { usePane } from './use-pane.js';
import { useStretch } from './use-stretch.js';

const Pins = lazy(async () => {
  await speakFully();
  return { default: (await import('./pins/pins.js')).Pins };
});
const PromiseDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('../tasks/promise-dialog.js')).PromiseDialog };
});
const ThreadDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('../threads/thread-dialog.js')).ThreadDialog };
});
const Browse = lazy(async () => {
  await speakFully();
  return { default: (await import('./browse/browse.js')).Browse };
});
const Months = lazy(async () => {
  await speakFully();
  return { default: (await import('./browse/months.js')).Months };
});
const Missing = lazy(async () => {
  await speakFully();
  return { default: (await import('./browse/missing.js')).Missing };
});
const NothingFound = lazy(async () => {
  await speakFully();
  return { default: (await import('./browse/nothing-found.js')).NothingFound };
});
const ToNewest = lazy(async () => {
  await speakFully();
  return { default: (await import('./browse/to-newest.js')).ToNewest };
});

interface Props {
  client: Pick<Schemas['Client'], 'id' | 'name' | 'contactPoints'>;
  /** null: everything that happened with the client. */
  conversationId: string | null;
  filter: TimelineFilter;
  place: TimelinePlace;
  /** Somewhere else, or narrowed otherwise. */
  onGo: (to: { place?: TimelinePlace; filter?: TimelineFilter }) => void;
  /** What is on its way and not yet the server's, below the newest. */
  pending?: ReactNode;
  pendingCount: number;
  /** Answering one message; null: this viewer only reads. */
  answer: Talk['answer'];
}

/** What happened, oldest above, newest at the bottom; further pages come before one gets to them. */
export function Timeline({ client, conversationId, filter, place, onGo, pending, pendingCount, answer }: Props) {
  const { t } = useTranslation();
  const { id: clientId, name: clientName } = client;
  const stretch = useStretch(clientId, conversationId, filter, place);
  const { query, newestFirst, lines, atNewest } = stretch;
  const narrowed = Object.keys(filter).length > 0;
  const whole = conversationId === null;
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const byItself = useMemo(
    () => (atNewest && !narrowed ? openAtFirst(newestFirst) : new Set<string>()),
    [newestFirst, atNewest, narrowed],
  );
  const isOpen = (id: string) => toggled.get(id) ?? (byItself.has(id) || id === place.entry);
  const box = useRef<HTMLDivElement>(null);
  const pane = usePane(box, stretch, { ...place, pendingCount });
  const [promising, setPromising] = useState<string | null>(null);
  const [rehoming, setRehoming] = useState<Parameters<Keep['rehome']>[0] | null>(null);
  const keep = useKeep(clientId, answer !== null, { promise: setPromising, rehome: setRehoming });
  const [pictureId, openPicture] = useState<string | null>(null);
  const jumpTo = (id: string) => {
    if (!pane.show(id)) onGo({ place: { entry: id } });
  };
  const toNewest = () => {
    if (atNewest) pane.scrollToEnd();
    else onGo({ place: {} });
  };

  const foldAll = () => {
    const anyClosed = newestFirst.some((each) => each.kind === 'email' && !isOpen(each.id));
    setToggled(new Map(newestFirst.map((each) => [each.id, anyClosed])));
  };
  useKeys({ KeyF: foldAll });

  const browse = whole && (
    <Suspense fallback={<div className={css.browsePlace} />}>
      <Browse client={client} filter={filter} at={place.at} onGo={onGo} />
    </Suspense>
  );
  const looked = lines.find(({ key }) => key === pane.looksAt);
  if (query.isPending || (query.isError && lines.length === 0))
    return (
      <>
        {browse}
        {query.isPending ? (
          <TimelineSkeleton />
        ) : place.entry === undefined ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Suspense>
            <Missing
              clientId={clientId}
              entryId={place.entry}
              error={query.error}
              onRetry={() => void query.refetch()}
              onNewest={() => onGo({ place: {} })}
            />
          </Suspense>
        )}
      </>
    );
  return (
    <TalkContext value={{ answer, clientName, clientId, openPicture, keep, jumpTo }}>
      {whole && (
        <Suspense>
          <Pins clientId={clientId} keep={keep} onJump={jumpTo} />
        </Suspense>
      )}
      {browse}
      <div className={css.body}>
        <div className={css.pane} ref={box} tabIndex={-1}>
          <div className={css.column}>
            {stretch.hasOlder && <More stuck={stretch.stuck} onRetry={stretch.retry} />}
            {lines.length === 0 && narrowed && (
              <Suspense>
                <NothingFound onClear={() => onGo({ filter: {} })} />
              </Suspense>
            )}
            {lines.length === 0 && !narrowed && pendingCount === 0 && (
              <Empty icon={IconMessageCircle} title={t('timeline.empty')} text={t('timeline.emptyText')} />
            )}
            <Lines
              clientId={clientId}
              filter={filter}
              stretch={stretch}
              withSubject={whole}
              counted={whole && isCounted(filter)}
              isOpen={isOpen}
              onToggle={(id, open) => {
                pane.hold(id);
                setToggled((before) => new Map(before).set(id, open));
              }}
            />
            {!atNewest && <More stuck={stretch.stuck} onRetry={stretch.retry} />}
            {atNewest && !narrowed && pending}
          </div>
        </div>
        {whole && (
          <Suspense>
            <Months clientId={clientId} filter={filter} at={looked?.at ?? null} onGo={onGo} />
          </Suspense>
        )}
        <Suspense>
          {pane.away && lines.length > 0 && <ToNewest onPress={toNewest} />}
          {whole && (
            <BrowseKeys
              pane={pane}
              onNewest={toNewest}
              onOldest={() => onGo({ place: { at: firstDay } })}
              stretch={stretch}
            />
          )}
        </Suspense>
      </div>
      <Suspense>
        {promising !== null && (
          <PromiseDialog clientId={clientId} interactionId={promising} onClose={() => setPromising(null)} />
        )}
        {rehoming !== null && <ThreadDialog subject={{ clientId, ...rehoming }} onClose={() => setRehoming(null)} />}
        {pictureId !== null && (
          <Gallery
            pictures={newestFirst.filter(isPicture).toReversed()}
            startId={pictureId}
            onClose={() => openPicture(null)}
          />
        )}
      </Suspense>
    </TalkContext>
  );
}

/** Before everything that can have happened. */
const firstDay = '1970-01-01';

/** More is on its way, or could not be fetched. */
function More({ stuck, onRetry }: { stuck: boolean; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.more}>
      {stuck ? (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {t('act.retry')}
        </Button>
      ) : (
        <Skeleton height="2.6rem" radius="lg" role="img" aria-label={t('act.loading')} />
      )}
    </div>
  );
}

function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={css.pane} aria-busy aria-label={t('act.loading')}>
      <div className={css.column}>
        {[4, 7, 12].map((height) => (
          <Skeleton key={height} height={`${height}rem`} radius="lg" />
        ))}
      </div>
    </div>
  );
}
