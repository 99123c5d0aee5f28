import { IconMessages } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useChildMatches, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { startQuery } from '../api/queries.js';
import { Empty } from '../shell/empty.js';
import { ConversationList } from './conversation-list.js';
import css from './inbox.module.css';
import { FirstSteps } from './first-steps.js';

/** The list beside the conversation; on the phone one of the two. */
export function InboxPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/inbox' });
  const reading = useChildMatches().length > 0;
  const { data: start } = useQuery(startQuery);
  const fresh = start !== undefined && start.interactions === 0;
  return (
    <div className={css.page} data-reading={reading || undefined}>
      <ConversationList search={search} />
      <div className={css.beside}>
        {reading ? (
          <Outlet />
        ) : fresh ? (
          <FirstSteps start={start} />
        ) : (
          <Empty icon={IconMessages} title={t('inbox.choose')} text={t('inbox.chooseText')} />
        )}
      </div>
    </div>
  );
}
