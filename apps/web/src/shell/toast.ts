import { notifications } from '@mantine/notifications';
import { useSyncExternalStore } from 'react';

let wanted = false;
const listeners = new Set<() => void>();

function show(message: string, color: string, autoClose: number): void {
  notifications.show({ message, color, autoClose });
  if (wanted) return;
  wanted = true;
  for (const listener of listeners) listener();
}

/** Short news at the edge of the page; read aloud by screen readers (role="alert" of Mantine's Notification). */
export const toast = {
  ok: (message: string) => show(message, 'teal', 4_000),
  bad: (message: string) => show(message, 'red', 9_000),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether there has been anything to show: until then the page does without the part that shows it. */
export const useToastsWanted = (): boolean => useSyncExternalStore(subscribe, () => wanted);
