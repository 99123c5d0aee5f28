import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { createElement, useSyncExternalStore, type ReactNode } from 'react';
import css from './toast.module.css';

let wanted = false;
const listeners = new Set<() => void>();

function show(message: ReactNode, color: string, autoClose: number): string {
  const id = notifications.show({ message, color, autoClose });
  if (wanted) return id;
  wanted = true;
  for (const listener of listeners) listener();
  return id;
}

function undoable(message: string, undo: () => void): void {
  const back = () => {
    notifications.hide(id);
    undo();
  };
  const button = createElement('button', { type: 'button', className: css.undo, onClick: back }, i18next.t('act.undo'));
  const id = show(createElement('span', { className: css.undoable }, message, button), 'teal', 8_000);
}

/** Short news at the edge of the page; read aloud by screen readers (role="alert" of Mantine's Notification). */
export const toast = {
  ok: (message: string): void => void show(message, 'teal', 4_000),
  bad: (message: string): void => void show(message, 'red', 9_000),
  /** Something that was done, and can be taken back as long as this is shown. */
  undoable,
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether there has been anything to show: until then the page does without the part that shows it. */
export const useToastsWanted = (): boolean => useSyncExternalStore(subscribe, () => wanted);
