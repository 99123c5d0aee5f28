import { useSyncExternalStore } from 'react';

/** What the dial pad begins with; null: it is closed. */
let begun: string | null = null;
const listeners = new Set<() => void>();

function become(next: string | null): void {
  begun = next;
  for (const listener of listeners) listener();
}

export const openDialPad = (number = ''): void => become(number);
export const closeDialPad = (): void => become(null);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useDialPad = (): string | null => useSyncExternalStore(subscribe, () => begun);
