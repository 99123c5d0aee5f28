import { IconMessages } from '@tabler/icons-react';
import { Outlet, useChildMatches, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../i18n/i18n.js';
import { useSettingUp } from '../set-up/setting-up.js';
import { Empty } from '../shell/empty.js';
import { ConversationList } from './conversation-list.js';
import css from './inbox.module.css';

const Checklist = lazy(async () => {
  await speakFully();
  return { default: (await import('../set-up/checklist.js')).Checklist };
});

/** The list beside the conversation; on the phone one of the two. */
export function InboxPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/inbox' });
  const reading = useChildMatches().length > 0;
  const settingUp = useSettingUp();
  return (
    <div className={css.page} data-reading={reading || undefined}>
      <ConversationList search={search} />
      <div className={css.beside}>
        {reading ? (
          <Outlet />
        ) : settingUp ? (
          <Suspense>
            <Checklist />
          </Suspense>
        ) : (
          <Empty icon={IconMessages} title={t('inbox.choose')} text={t('inbox.chooseText')} />
        )}
      </div>
    </div>
  );
}
