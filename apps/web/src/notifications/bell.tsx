import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../i18n/i18n.js';
import { Badge } from '../shell/badge.js';
import css from '../shell/shell.module.css';
import { Tip } from '../shell/tip.js';
import { unreadQuery } from './queries.js';

const fetchList = async () => {
  await speakFully();
  return import('./notice-drawer.js');
};
const NoticeDrawer = lazy(async () => ({ default: (await fetchList()).NoticeDrawer }));

/** What I was told, behind a count of what I have not read. */
export function Bell({ label }: { label?: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const unread = useQuery(unreadQuery).data?.unread ?? 0;
  const called = t('shell.notices') + (unread > 0 ? `, ${t('shell.badge', { count: unread })}` : '');
  const button = (
    <button
      type="button"
      className={css.entry}
      // With a word of its own it is called by that.
      aria-label={label === undefined ? called : undefined}
      aria-haspopup="dialog"
      onPointerEnter={() => void fetchList()}
      onClick={() => setOpened(true)}
    >
      <IconBell size={label === undefined ? 20 : 21} stroke={1.7} aria-hidden />
      <Badge count={unread} />
      {label !== undefined && <span>{label}</span>}
    </button>
  );
  return (
    <>
      {label === undefined ? (
        <Tip side="right" label={t('shell.notices')}>
          {button}
        </Tip>
      ) : (
        button
      )}
      <Suspense>{opened && <NoticeDrawer onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
