import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState, type ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../i18n/i18n.js';
import { Badge } from './badge.js';
import type { PageEntry } from './pages.js';
import { Person } from './person.js';
import { useMe } from './session.js';
import css from './shell.module.css';

const fetchMenu = async () => {
  await speakFully();
  return import('./user-menu-open.js');
};
const UserMenuOpen = lazy(async () => ({ default: (await fetchMenu()).UserMenuOpen }));

export interface UserMenuParts {
  onHelp: () => void;
  position: 'right-end' | 'top-end';
  /** Pages that found no place on the phone's bar. */
  pages: readonly PageEntry[];
  label?: string | undefined;
  /** What waits on those pages. */
  waiting?: number;
}

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  name: string;
  label: string | undefined;
  waiting?: number | undefined;
}

export function UserButton({ name, label, waiting = 0, ...rest }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      {...rest}
      className={css.entry}
      // With words of its own it is called by them.
      aria-label={label === undefined ? t('shell.userMenu', { name }) : undefined}
      aria-haspopup="menu"
    >
      {label === undefined ? <Person name={name} size={28} /> : <IconDots size={21} stroke={1.7} aria-hidden />}
      <Badge count={waiting} />
      {label !== undefined && <span>{label}</span>}
    </button>
  );
}

/** Language, theme, sign out: a button at first, so that the first page does not pay for a menu. */
export function UserMenu(parts: UserMenuParts) {
  const me = useMe();
  const [wanted, setWanted] = useState(false);
  const button = (
    <UserButton
      name={me.name}
      label={parts.label}
      waiting={parts.waiting}
      onPointerEnter={() => void fetchMenu()}
      onClick={() => setWanted(true)}
    />
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenuOpen {...parts} />
    </Suspense>
  );
}
