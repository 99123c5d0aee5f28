import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { mySessionsQuery } from './queries.js';
import { SessionRows } from './session-rows.js';

/** Where I am signed in; each can be ended from here. */
export function MySessions() {
  const { t } = useTranslation();
  const query = useQuery(mySessionsQuery);
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.mySessions });
  const end = useMutation({
    mutationFn: (sessionId: string) =>
      take(api.DELETE('/api/v1/me/sessions/{sessionId}', { params: { path: { sessionId } } })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: renewed,
  });
  const endOthers = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/me/sessions')),
    onSuccess: ({ ended }) => toast.ok(t('account.ended', { count: ended })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: renewed,
  });
  const sessions = query.data?.items ?? [];
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('account.sessions')}</h2>
        {sessions.length > 1 && (
          <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('account.endOthers')}
          </Button>
        )}
      </div>
      {query.isPending ? (
        <RowsSkeleton rows={2} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SessionRows
          sessions={sessions}
          onEnd={(id) => end.mutate(id)}
          ending={end.isPending ? end.variables : undefined}
        />
      )}
    </section>
  );
}
