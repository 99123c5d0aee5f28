import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { createElement, type ReactNode } from 'react';
import css from './toast.module.css';
import { wantToasts } from './toasts-wanted.js';

function show(message: ReactNode, color: string, autoClose: number): string {
  const closeButtonProps = { 'aria-label': i18next.t('act.close') };
  const id = notifications.show({ message, color, autoClose, closeButtonProps });
  wantToasts();
  return id;
}

/** News with one thing that can be done about it while it is shown. */
function acting(message: string, act: string, run: () => void): void {
  const onClick = () => {
    notifications.hide(id);
    run();
  };
  const button = createElement('button', { type: 'button', className: css.act, onClick }, act);
  const id = show(createElement('span', { className: css.acting }, message, button), 'teal', 8_000);
}

/** Short news at the edge of the page; read aloud by screen readers (role="alert" of Mantine's Notification). */
export const toast = {
  ok: (message: string): void => void show(message, 'teal', 4_000),
  bad: (message: string): void => void show(message, 'red', 9_000),
  /** Something that was done, and can be taken back as long as this is shown. */
  undoable: (message: string, undo: () => void): void => acting(message, i18next.t('act.undo'), undo),
  /** Something that was done, and a way to where it can be seen. */
  leading: acting,
};
