import { useSyncExternalStore } from 'react';
import { keepWork, readWork } from '../composer/kept-work.js';

/** Calls that are over and may still want something of the one who spoke: a form, a note that was begun. Outlives a reload. */
let kept: readonly string[] | null = null;
const listeners = new Set<() => void>();
const name = 'after-calls';
/** What nobody looked at for so long is found in the log. */
const atMost = 20;

const load = (): readonly string[] => (kept ??= readWork<string[]>(name) ?? []);

function become(next: readonly string[]): void {
  kept = next.slice(-atMost);
  keepWork(name, kept.length === 0 ? null : kept);
  for (const listener of listeners) listener();
}

export function remember(callId: string): void {
  if (!load().includes(callId)) become([...load(), callId]);
}

export const settle = (callId: string): void => become(load().filter((each) => each !== callId));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useAfterCalls = (): readonly string[] => useSyncExternalStore(subscribe, load);

/** Where a note is kept while it is written. */
export const noteDraft = (callId: string): string => `call-note.${callId}`;
