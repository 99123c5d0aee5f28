import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, lazy, memo, Suspense, useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { overviewQuery, type TimelineFilter } from '../api/timeline.js';
import { goesOn } from '../chat/grouping.js';
import { Bubble } from '../chat/lazy.js';
import { speakFully } from '../i18n/i18n.js';
import { dayName } from '../i18n/moment.js';
import { EntryFrame } from './entry-frame.js';
import { Letter } from './letter.js';
import { Note } from './note.js';
import css from './timeline.module.css';
import type { Line, Stretch } from './use-stretch.js';

const CardLine = lazy(async () => {
  await speakFully();
  return { default: (await import('./card-line.js')).CardLine };
});
const CallEntry = lazy(async () => {
  await speakFully();
  return { default: (await import('./call-entry.js')).CallEntry };
});

interface Props {
  clientId: string;
  filter: TimelineFilter;
  stretch: Stretch;
  /** On a card, where letters of several conversations stand together. */
  withSubject: boolean;
  /** How many there are in all is known. */
  counted: boolean;
  isOpen: (id: string) => boolean;
  /** Whoever pressed knows what it was; nothing else is asked of the moment in which it was drawn. */
  onToggle: (id: string, open: boolean) => void;
}

interface Dated {
  line: Line;
  /** The first of its day. */
  newDay: boolean;
  day: string;
  dayId: string;
  follows: boolean;
}

/** Line by line, under the names of their days. */
export function Lines({ clientId, filter, stretch, withSubject, counted, isOpen, onToggle }: Props) {
  const { t, i18n } = useTranslation();
  const { lines, newer, newestFirst, fetching } = stretch;
  const { data: overview } = useQuery({ ...overviewQuery(clientId, filter), enabled: counted && lines.length > 0 });
  const dated = useMemo(() => withDays(lines, i18n.language), [lines, i18n.language]);
  const places = useMemo(() => new Map(newestFirst.map(({ id }, index) => [id, index])), [newestFirst]);
  if (lines.length === 0) return null;
  const total = counted ? overview?.total : undefined;
  const size = total === undefined ? undefined : Math.max(total, newestFirst.length);
  return (
    <div
      className={css.feed}
      role="feed"
      aria-label={t('timeline.feed')}
      aria-busy={fetching !== null}
      onKeyDown={opened}
    >
      {dated.map(({ line: { key, interaction, event }, newDay, day, dayId, follows }) => {
        const fromNewest = places.get(key);
        const known = size !== undefined && newer !== null && fromNewest !== undefined;
        return (
          <Fragment key={key}>
            {newDay && (
              <div className={css.day} id={dayId} aria-hidden>
                <span>{day}</span>
              </div>
            )}
            <div
              className={css.line}
              data-row={key}
              role="article"
              tabIndex={-1}
              aria-describedby={dayId}
              {...(known ? { 'aria-posinset': size - newer - fromNewest } : {})}
              {...(interaction === null ? {} : { 'aria-setsize': known ? size : -1 })}
            >
              {interaction === null ? (
                <Suspense>
                  <CardLine event={event} />
                </Suspense>
              ) : (
                <EntryFrame interaction={interaction}>
                  <Said
                    interaction={interaction}
                    follows={follows}
                    open={isOpen(key)}
                    onToggle={onToggle}
                    withSubject={withSubject}
                  />
                </EntryFrame>
              )}
            </div>
          </Fragment>
        );
      })}
    </div>
  );
}

/** Enter on an entry opens it: unfolds a letter, plays a call, shows a picture. */
function opened(event: KeyboardEvent): void {
  const { target } = event;
  if (event.key !== 'Enter' || !(target instanceof HTMLElement) || target.dataset['row'] === undefined) return;
  const act = target.querySelector<HTMLElement>('article :is([aria-expanded], button, a[href])');
  if (act === null) return;
  event.preventDefault();
  act.click();
}

interface SaidProps {
  interaction: Schemas['Interaction'];
  follows: boolean;
  open: boolean;
  onToggle: (id: string, open: boolean) => void;
  withSubject: boolean;
}

/** Drawn again only when it says something else: a page of a long timeline comes beside two hundred others. */
const Said = memo(
  function Said({ interaction, follows, open, onToggle, withSubject }: SaidProps) {
    switch (interaction.kind) {
      case 'email':
        return (
          <Letter
            interaction={interaction}
            open={open}
            onToggle={() => onToggle(interaction.id, !open)}
            withSubject={withSubject}
          />
        );
      case 'note':
        return <Note interaction={interaction} />;
      case 'message':
        return (
          <Suspense fallback={<Skeleton height="2.6rem" width="55%" radius="lg" />}>
            <Bubble interaction={interaction} follows={follows} withMedium={withSubject} />
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
  },
  (before, now) =>
    before.interaction === now.interaction &&
    before.follows === now.follows &&
    before.open === now.open &&
    before.withSubject === now.withSubject,
);

function withDays(lines: readonly Line[], language: string): Dated[] {
  const names = new Map<string, string>();
  const dated: Dated[] = [];
  for (const line of lines) {
    const date = new Date(line.at);
    const dayId = `day-${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
    if (!names.has(dayId)) names.set(dayId, dayName(date, language));
    const before = dated.at(-1);
    const newDay = before?.dayId !== dayId;
    const follows =
      !newDay && line.interaction !== null && goesOn(before?.line.interaction ?? undefined, line.interaction);
    dated.push({ line, newDay, day: names.get(dayId)!, dayId, follows });
  }
  return dated;
}
