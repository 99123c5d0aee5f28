import '../shell/mantine-dialog-css.js';
import { Button, Drawer } from '@mantine/core';
import { IconBell, IconSettings } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { NoticeRow } from './notice-row.js';
import css from './notices.module.css';
import { noticesQuery } from './queries.js';

/** What I was told, newest first; each leads to where it happened. */
export function NoticeDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(noticesQuery);
  const notices = query.data?.pages.flatMap((each) => each.items) ?? [];
  const readAll = useMutation({
    // What comes while the button is pressed stays unread.
    mutationFn: () =>
      take(api.POST('/api/v1/notices/read', { body: { until: notices[0]?.at ?? new Date().toISOString() } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.notices }),
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="left"
      size="26rem"
      padding={0}
      title={t('notices.title')}
      styles={{ header: { padding: '0.6rem 1.1rem' } }}
    >
      <div className={css.acts}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!notices.some(({ readAt }) => readAt === null)}
          loading={readAll.isPending}
          onClick={() => readAll.mutate()}
        >
          {t('notices.readAll')}
        </Button>
        <Link to="/settings/notifications" className={css.choose} onClick={onClose}>
          <IconSettings size={15} aria-hidden /> {t('notices.choose')}
        </Link>
      </div>
      {query.isPending ? (
        <RowsSkeleton rows={6} height={56} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : notices.length === 0 ? (
        <Empty icon={IconBell} title={t('notices.none')} text={t('notices.noneText')} />
      ) : (
        <ul className={css.list}>
          {notices.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} onOpen={onClose} />
          ))}
        </ul>
      )}
      <ListEnd query={query} as="div" />
    </Drawer>
  );
}
