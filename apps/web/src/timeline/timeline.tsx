import { Button, Skeleton } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import {
  Fragment,
  lazy,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { timelineQuery } from '../api/queries.js';
import { goesOn } from '../chat/grouping.js';
import { Bubble, Gallery } from '../chat/lazy.js';
import { isPicture } from '../chat/message.js';
import { TalkContext, type Talk } from '../chat/talk.js';
import { speakFully } from '../i18n/i18n.js';
import { dayName } from '../i18n/moment.js';
import { Empty } from '../shell/empty.js';
import { Trouble } from '../shell/trouble.js';
import { useKeys } from '../shell/use-keys.js';
import { EntryFrame } from './entry-frame.js';
import { Letter } from './letter.js';
import { Note } from './note.js';
import { streamOf } from './stream.js';
import css from './timeline.module.css';
import { useKeep } from './pins/use-keep.js';
import { useJump } from './use-jump.js';

const Pins = lazy(async () => {
  await speakFully();
  return { default: (await import('./pins/pins.js')).Pins };
});
const PromiseDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('../tasks/promise-dialog.js')).PromiseDialog };
});
const CardLine = lazy(async () => {
  await speakFully();
  return { default: (await import('./card-line.js')).CardLine };
});
const CallEntry = lazy(async () => {
  await speakFully();
  return { default: (await import('./call-entry.js')).CallEntry };
});

type Interaction = Schemas['Interaction'];

interface Props {
  clientId: string;
  clientName: string;
  /** null: everything that happened with the client. */
  conversationId: string | null;
  /** What is on its way and not yet the server's, below the newest. */
  pending?: ReactNode;
  pendingCount: number;
  /** Answering one message; null: this viewer only reads. */
  answer: Talk['answer'];
}

/** Open by themselves: the newest letter, and what the client wrote since our last word. */
export function openAtFirst(newestFirst: readonly Interaction[]): Set<string> {
  const letters = newestFirst.filter((each) => each.kind === 'email');
  const ours = letters.findIndex((each) => each.direction === 'outbound');
  const unanswered = letters.slice(0, Math.min(ours === -1 ? 3 : Math.max(ours, 1), 3));
  return new Set(unanswered.map((each) => each.id));
}

/** What happened, oldest above, newest at the bottom, earlier pages on request. */
export function Timeline({ clientId, clientName, conversationId, pending, pendingCount, answer }: Props) {
  const { t, i18n } = useTranslation();
  const query = useInfiniteQuery(timelineQuery(clientId, conversationId));
  const newestFirst = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const stream = useMemo(
    () => streamOf(newestFirst, query.data?.pages.flatMap((page) => page.events) ?? []),
    [newestFirst, query.data],
  );
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const byItself = useMemo(() => openAtFirst(newestFirst), [newestFirst]);
  const isOpen = (id: string) => toggled.get(id) ?? byItself.has(id);
  const pane = useStayInPlace(newestFirst, pendingCount);
  const jump = useJump(pane, query);
  const [promising, setPromising] = useState<string | null>(null);
  const keep = useKeep(clientId, answer !== null, setPromising);
  const [pictureId, openPicture] = useState<string | null>(null);

  const foldAll = () => {
    const anyClosed = newestFirst.some((each) => each.kind === 'email' && !isOpen(each.id));
    setToggled(new Map(newestFirst.map((each) => [each.id, anyClosed])));
  };
  useKeys({ KeyF: foldAll });

  if (query.isPending) return <TimelineSkeleton />;
  if (query.isError && newestFirst.length === 0)
    return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const oldestFirst = newestFirst.toReversed();
  return (
    <TalkContext value={{ answer, clientName, openPicture, keep, jumpTo: (id) => void jump(id) }}>
      {conversationId === null && (
        <Suspense>
          <Pins clientId={clientId} keep={keep} onJump={(id) => void jump(id)} />
        </Suspense>
      )}
      <div className={css.pane} ref={pane} tabIndex={-1}>
        <div className={css.column}>
          {query.hasNextPage && (
            <Button
              className={css.earlier}
              size="compact-sm"
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('timeline.earlier')}
            </Button>
          )}
          {oldestFirst.length === 0 && pendingCount === 0 && (
            <Empty icon={IconMessageCircle} title={t('timeline.empty')} text={t('timeline.emptyText')} />
          )}
          {stream.map(({ key, at, interaction, event }, index) => {
            const day = dayName(new Date(at), i18n.language);
            const before = stream[index - 1];
            const newDay = before === undefined || dayName(new Date(before.at), i18n.language) !== day;
            return (
              <Fragment key={key}>
                {newDay && (
                  <h2 className={css.day}>
                    <span>{day}</span>
                  </h2>
                )}
                {interaction === null ? (
                  <Suspense>
                    <CardLine event={event} />
                  </Suspense>
                ) : (
                  <EntryFrame interaction={interaction}>
                    <Entry
                      interaction={interaction}
                      follows={!newDay && goesOn(before?.interaction ?? undefined, interaction)}
                      open={isOpen(interaction.id)}
                      onToggle={() => setToggled(new Map(toggled).set(interaction.id, !isOpen(interaction.id)))}
                      withSubject={conversationId === null}
                    />
                  </EntryFrame>
                )}
              </Fragment>
            );
          })}
          {pending}
        </div>
      </div>
      <Suspense>
        {promising !== null && (
          <PromiseDialog clientId={clientId} interactionId={promising} onClose={() => setPromising(null)} />
        )}
        {pictureId !== null && (
          <Gallery pictures={oldestFirst.filter(isPicture)} startId={pictureId} onClose={() => openPicture(null)} />
        )}
      </Suspense>
    </TalkContext>
  );
}

function Entry({
  interaction,
  follows,
  ...fold
}: {
  interaction: Interaction;
  follows: boolean;
  open: boolean;
  onToggle: () => void;
  withSubject: boolean;
}) {
  switch (interaction.kind) {
    case 'email':
      return <Letter interaction={interaction} {...fold} />;
    case 'note':
      return <Note interaction={interaction} />;
    case 'message':
      return (
        <Suspense fallback={<Skeleton height="2.6rem" width="55%" radius="lg" />}>
          <Bubble interaction={interaction} follows={follows} withMedium={fold.withSubject} />
        </Suspense>
      );
    case 'call':
    case 'voicemail':
      return (
        <Suspense fallback={<Skeleton height="2rem" radius="md" />}>
          <CallEntry interaction={interaction} />
        </Suspense>
      );
  }
}

/** Newest in sight at first and after sending; the same letter under the eye when earlier ones are put above it. */
function useStayInPlace(newestFirst: readonly Interaction[], pendingCount: number): RefObject<HTMLDivElement | null> {
  const pane = useRef<HTMLDivElement>(null);
  const seen = useRef({ oldest: '', newest: '', height: 0, pending: 0 });
  useStayAtEnd(pane, newestFirst.length > 0);
  useLayoutEffect(() => {
    const box = pane.current;
    if (box === null) return;
    const oldest = newestFirst.at(-1)?.id ?? '';
    const newest = newestFirst[0]?.id ?? '';
    const was = seen.current;
    const nearEnd = was.height - box.scrollTop - box.clientHeight < 160;
    if (was.newest === '' && newest !== '') showNewest(box);
    else if (was.newest === newest && was.oldest !== oldest) box.scrollTop += box.scrollHeight - was.height;
    else if (pendingCount > was.pending || (was.newest !== newest && nearEnd)) box.scrollTop = box.scrollHeight;
    seen.current = { oldest, newest, height: box.scrollHeight, pending: pendingCount };
  }, [newestFirst, pendingCount]);
  return pane;
}

/** What comes late (the sound of a call, pictures of a letter) does not push the newest out of sight. */
function useStayAtEnd(pane: RefObject<HTMLDivElement | null>, filled: boolean): void {
  useEffect(() => {
    const box = pane.current;
    const column = box?.firstElementChild;
    if (!filled || box === null || column === null || column === undefined) return undefined;
    const isAtEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 8;
    let atEnd = isAtEnd();
    const scrolled = () => (atEnd = isAtEnd());
    const watcher = new ResizeObserver(() => {
      if (atEnd) box.scrollTop = box.scrollHeight;
    });
    box.addEventListener('scroll', scrolled, { passive: true });
    watcher.observe(column);
    watcher.observe(box);
    return () => {
      box.removeEventListener('scroll', scrolled);
      watcher.disconnect();
    };
  }, [pane, filled]);
}

/** A last letter taller than the pane starts at its head, not at its signature. */
function showNewest(box: HTMLDivElement): void {
  box.scrollTop = box.scrollHeight;
  const last = [...box.querySelectorAll('article')].at(-1);
  if (last !== undefined && last.offsetHeight > box.clientHeight - 40) last.scrollIntoView({ block: 'start' });
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
