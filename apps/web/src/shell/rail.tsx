import { IconSearch } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bell } from '../notifications/bell.js';
import { Badge } from './badge.js';
import { useBadges } from './badges.js';
import { Mark } from './mark.js';
import type { PageEntry } from './pages.js';
import css from './shell.module.css';
import { Tip } from './tip.js';
import { UserMenu } from './user-menu.js';

export interface ShellParts {
  pages: readonly PageEntry[];
  onPalette: () => void;
  onHelp: () => void;
}

/** The narrow rail of wide screens. */
export function Rail({ pages, onPalette, onHelp }: ShellParts) {
  const { t } = useTranslation();
  const badgeOf = useBadges();
  const inSettings = useRouterState({
    select: (state) => state.matches.some((match) => match.staticData.settings === true),
  });
  const called = (page: PageEntry) => {
    const count = badgeOf(page);
    return t(`shell.page.${page.name}`) + (count > 0 ? `, ${t('shell.badge', { count })}` : '');
  };
  return (
    <nav className={css.rail} aria-label={t('shell.pages')}>
      <Mark className={css.mark} />
      {pages.map((page) => (
        <Tip side="right" key={page.name} label={t(`shell.page.${page.name}`)}>
          <Link
            to={page.to}
            className={css.entry}
            activeProps={{ 'data-here': true, 'aria-current': 'page' }}
            aria-label={called(page)}
            data-here={(page.name === 'settings' && inSettings) || undefined}
          >
            <page.icon size={20} stroke={1.7} aria-hidden />
            <Badge count={badgeOf(page)} />
          </Link>
        </Tip>
      ))}
      <span className={css.spring} />
      <Bell />
      <Tip side="right" label={`${t('shell.search')} (Ctrl K)`}>
        <button type="button" className={css.entry} onClick={onPalette} aria-label={t('shell.search')}>
          <IconSearch size={20} stroke={1.7} aria-hidden />
        </button>
      </Tip>
      <UserMenu onHelp={onHelp} position="right-end" pages={[]} />
    </nav>
  );
}
