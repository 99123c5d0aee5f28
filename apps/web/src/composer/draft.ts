import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { keepWork, readWork } from './kept-work.js';

export type DraftKind = 'email' | 'whatsapp' | 'note';

export interface Draft {
  /** null: nobody chose; it goes the way that the conversation goes. */
  kind: DraftKind | null;
  /** What the first words were begun as: they stay that, wherever the client answers meanwhile. */
  begunAs: DraftKind | null;
  text: string;
  subject: string | null;
  attachments: readonly Schemas['Upload'][];
  /** From where and to where it was to go before it was taken back; null: as usual. */
  channelId: string | null;
  contactPointId: string | null;
  /** false: this letter goes without what stands under the writer's. */
  signature?: boolean | undefined;
  /** Of a note: ids of colleagues who were chosen for it; some may be called alike. */
  picked?: readonly string[] | undefined;
}

export const emptyDraft: Draft = {
  kind: null,
  begunAs: null,
  text: '',
  subject: null,
  attachments: [],
  channelId: null,
  contactPointId: null,
  signature: undefined,
  picked: undefined,
};

const pauseMs = 400;
export const isEmpty = (draft: Draft): boolean =>
  draft.text.trim() === '' && draft.attachments.length === 0 && draft.subject === null;

/** What stands in the composers of this page now; the kept copy may be a moment behind. */
const shown = new Map<string, Draft>();
const times = new Map<string, number>();
const listeners = new Map<string, Set<() => void>>();

/** When it was last changed on this machine since the page was opened, ms; 0: not since. */
export const changedAt = (name: string): number => times.get(name) ?? 0;

/** @returns how to stop listening */
export function onDraft(name: string, listener: () => void): () => void {
  const mine = listeners.get(name) ?? new Set();
  listeners.set(name, mine.add(listener));
  return () => mine.delete(listener);
}

/** What is being written there, as it is now. */
export const draftNow = (name: string): Draft => shown.get(name) ?? { ...emptyDraft, ...readWork<Draft>(name) };

/** What was taken back, before what is being written there: nothing of either is lost. */
export function before(now: Draft, taken: Draft): Draft {
  if (now.text.trim() === '' && now.attachments.length === 0) return taken;
  const attachments = [
    ...taken.attachments,
    ...now.attachments.filter(({ id }) => !taken.attachments.some((each) => each.id === id)),
  ];
  return { ...taken, attachments, text: [taken.text, now.text].filter((text) => text.trim() !== '').join('\n\n') };
}

/** What is being written in one place, kept on this machine so that neither a reload nor another page costs it. */
export function useDraft(name: string): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState<Draft>(() => ({ ...emptyDraft, ...readWork<Draft>(name) }));
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
    if (shown.has(name) && shown.get(name) !== draft) times.set(name, Date.now());
    shown.set(name, draft);
    for (const listener of listeners.get(name) ?? []) listener();
    const keep = () => keepWork(name, isEmpty(latest.current) ? null : latest.current);
    // What was sent is gone at once: a reload in the pause would bring it back.
    if (isEmpty(draft)) keep();
    const timer = window.setTimeout(keep, pauseMs);
    return () => {
      window.clearTimeout(timer);
      keep();
    };
  }, [name, draft]);
  return [draft, (change) => setDraft((now) => ({ ...now, ...change }))];
}
