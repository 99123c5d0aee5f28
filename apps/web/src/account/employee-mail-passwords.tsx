import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './account.module.css';
import { MailPasswordRows } from './mail-password-rows.js';
import { mailPasswordsOfQuery } from './queries.js';

/** By which mail programs an employee gets in, for whoever may end that. */
export function EmployeeMailPasswords({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const query = useQuery(mailPasswordsOfQuery(employeeId));
  const revoke = useMutation({
    mutationFn: (passwordId: string) =>
      take(
        api.DELETE('/api/v1/employees/{id}/mail-passwords/{passwordId}', {
          params: { path: { id: employeeId, passwordId } },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.mailPasswordsOf(employeeId) }),
  });
  return (
    <section className={css.inside} aria-label={t('mailProgram.title')}>
      <header>
        <b>{t('mailProgram.title')}</b>
      </header>
      {query.isSuccess && query.data.items.length === 0 && <p>{t('mailProgram.none')}</p>}
      <MailPasswordRows
        passwords={query.data?.items ?? []}
        onRevoke={(id) => revoke.mutate(id)}
        revoking={revoke.isPending ? revoke.variables : undefined}
      />
      <FormProblem error={query.error ?? revoke.error} />
    </section>
  );
}
