import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './account.module.css';
import { sessionsOfQuery } from './queries.js';
import { SessionRows } from './session-rows.js';

/** Where an employee is signed in, for whoever manages people. */
export function EmployeeSessions({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const query = useQuery(sessionsOfQuery(employeeId));
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.sessionsOf(employeeId) });
  const end = useMutation({
    mutationFn: (sessionId: string) =>
      take(
        api.DELETE('/api/v1/employees/{id}/sessions/{sessionId}', { params: { path: { id: employeeId, sessionId } } }),
      ),
    onSettled: renewed,
  });
  const endAll = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/employees/{id}/sessions', { params: { path: { id: employeeId } } })),
    onSettled: renewed,
  });
  const sessions = query.data?.items ?? [];
  return (
    <section className={css.inside} aria-label={t('account.sessions')}>
      <header>
        <b>{t('account.sessions')}</b>
        {sessions.length > 1 && (
          <Button size="compact-sm" variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
            {t('account.endAll')}
          </Button>
        )}
      </header>
      {query.isSuccess && sessions.length === 0 && <p>{t('account.noSessions')}</p>}
      <SessionRows
        sessions={sessions}
        onEnd={(id) => end.mutate(id)}
        ending={end.isPending ? end.variables : undefined}
      />
      <FormProblem error={query.error ?? end.error ?? endAll.error} />
    </section>
  );
}
