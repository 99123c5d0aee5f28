import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { Counts, Sheet } from './departure-sheet.js';
import css from './people.module.css';

type Employee = Schemas['Employee'];

/** Somebody leaves, or is kept out for a while: what ends, what is passed on and to whom, in one place and one act. */
export function LeavingDialog({
  employee,
  employees,
  onClose,
}: {
  employee: Employee;
  employees: readonly Employee[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const path = { path: { id: employee.id } };
  const departure = useQuery({
    queryKey: keys.departure(employee.id),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/departure', { params: path })),
    staleTime: 0,
  });
  const { data: teams } = useQuery(teamsQuery);
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const [sheet, setSheet] = useState<Schemas['DepartureSheet'] | null>(null);
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: keys.employees });
    void queryClient.invalidateQueries({ queryKey: keys.teams });
    void queryClient.invalidateQueries({ queryKey: keys.clients });
    void queryClient.invalidateQueries({ queryKey: keys.departure(employee.id) });
  };
  const leave = useMutation({
    mutationFn: () => {
      const [kind, id = ''] = to.split(':');
      const successor = kind === 'team' ? { teamId: id } : { employeeId: id };
      return take(
        api.POST('/api/v1/employees/{id}/departure', { params: path, body: { successor, reason: reason.trim() } }),
      );
    },
    onSuccess: (made) => {
      setSheet(made);
      refresh();
    },
    onError: () => setSure(false),
  });
  const suspend = useMutation({
    mutationFn: () => take(api.PATCH('/api/v1/employees/{id}', { params: path, body: { status: 'suspended' } })),
    onSuccess: () => {
      refresh();
      onClose();
    },
    onError: () => setSure(false),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sure) setSure(true);
    else if (to === '') suspend.mutate();
    else leave.mutate();
  };
  const choices = employees.filter(
    (each) => each.id !== employee.id && each.status === 'active' && each.role !== 'administrator',
  );
  const only = to === '';
  return (
    <Modal opened onClose={onClose} title={t('leaving.title', { name: employee.name })}>
      {sheet !== null ? (
        <div className={page.form}>
          <Sheet sheet={sheet} />
          <div className={page.acts}>
            <Button onClick={onClose} data-autofocus>
              {t('leaving.done')}
            </Button>
          </div>
        </div>
      ) : departure.isPending ? (
        <RowsSkeleton rows={5} />
      ) : departure.isError ? (
        <Trouble error={departure.error} onRetry={() => void departure.refetch()} />
      ) : (
        <form className={page.form} onSubmit={submit}>
          <Counts title={t('leaving.revokes')} counts={departure.data.revokes} none={t('leaving.revokesNone')} />
          <Counts
            title={t(only ? 'leaving.stays' : 'leaving.moves')}
            counts={departure.data.moves}
            none={t('leaving.movesNone')}
          />
          <Counts title={t('leaving.left')} counts={departure.data.left} />
          <NativeSelect
            name="successor"
            label={t('leaving.successor')}
            description={t(only ? 'leaving.suspendHint' : 'leaving.departHint')}
            value={to}
            onChange={(event) => {
              setTo(event.currentTarget.value);
              setSure(false);
            }}
            data={[
              { value: '', label: t('leaving.nobody') },
              {
                group: t('leaving.people'),
                items: choices.map((each) => ({ value: `employee:${each.id}`, label: each.name })),
              },
              {
                group: t('leaving.teams'),
                items: (teams?.items ?? []).map((team) => ({ value: `team:${team.id}`, label: team.name })),
              },
            ]}
          />
          {!only && (
            <Textarea
              name="reason"
              label={t('leaving.reason')}
              description={t('leaving.reasonHint')}
              required
              withAsterisk={false}
              maxLength={500}
              autosize
              minRows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <p className={css.handover}>{t('leaving.historyStays')}</p>
          <FormProblem error={leave.error ?? suspend.error} />
          <div className={page.acts}>
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button
              type="submit"
              color="red"
              variant={sure ? 'filled' : 'light'}
              disabled={only && employee.status === 'suspended'}
              loading={leave.isPending || suspend.isPending}
            >
              {t(sure ? 'leaving.sure' : only ? 'leaving.suspend' : 'leaving.depart')}
            </Button>
          </div>
          {departure.data.sheets.map((each) => (
            <details key={each.id} className={css.oldSheet}>
              <summary>{t('leaving.sheet')}</summary>
              <Sheet sheet={each} />
            </details>
          ))}
        </form>
      )}
    </Modal>
  );
}
