import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bell } from '../notifications/bell.js';
import { Badge } from './badge.js';
import { useBadges } from './badges.js';
import type { ShellParts } from './rail.js';
import css from './shell.module.css';
import { UserMenu } from './user-menu.js';

const onBar = 3;

/** The phone's bar: the first pages, search, and everything else behind the last entry. */
export function BottomBar({ pages, onPalette, onHelp }: ShellParts) {
  const { t } = useTranslation();
  const badgeOf = useBadges();
  const hidden = pages.slice(onBar).reduce((sum, page) => sum + badgeOf(page), 0);
  return (
    <nav className={css.bar} aria-label={t('shell.pages')}>
      {pages.slice(0, onBar).map((page) => (
        <Link
          key={page.name}
          to={page.to}
          className={css.entry}
          activeProps={{ 'data-here': true, 'aria-current': 'page' }}
        >
          <page.icon size={21} stroke={1.7} aria-hidden />
          <Badge count={badgeOf(page)} />
          <span>{page.name === 'unplaced' ? t('shell.unplacedShort') : t(`shell.page.${page.name}`)}</span>
        </Link>
      ))}
      <button type="button" className={css.entry} onClick={onPalette}>
        <IconSearch size={21} stroke={1.7} aria-hidden />
        <span>{t('shell.search')}</span>
      </button>
      <Bell label={t('shell.noticesShort')} />
      <UserMenu
        onHelp={onHelp}
        position="top-end"
        pages={pages.slice(onBar)}
        label={t('shell.more')}
        waiting={hidden}
      />
    </nav>
  );
}
