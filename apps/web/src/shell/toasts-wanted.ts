import { useSyncExternalStore } from 'react';

let wanted = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Told by the first one that there is something to show. */
export function wantToasts(): void {
  if (wanted) return;
  wanted = true;
  for (const listener of listeners) listener();
}

/** Whether there has been anything to show: until then the page does without the part that shows it. */
export const useToastsWanted = (): boolean => useSyncExternalStore(subscribe, () => wanted);
