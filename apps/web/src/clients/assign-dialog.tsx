import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { employeesQuery, teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

/** Makes somebody responsible. The reason is asked, because it stands in the history for ever. */
export function AssignDialog({ client, onClose }: { client: Schemas['Client']; onClose: () => void }) {
  const { t } = useTranslation();
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const [employeeId, setEmployeeId] = useState(client.responsible?.id ?? '');
  const [teamId, setTeamId] = useState(client.team?.id ?? '');
  const [reason, setReason] = useState('');
  const assign = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/clients/{id}/assignment', {
          params: { path: { id: client.id } },
          body: { employeeId: employeeId || null, teamId: teamId || null, reason: reason.trim() },
        }),
      ),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.client(client.id), changed);
      for (const queryKey of [keys.assignments(client.id), keys.clients, keys.conversations, keys.counters]) {
        void queryClient.invalidateQueries({ queryKey });
      }
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    assign.mutate();
  };
  const choose = (id: string) => {
    setEmployeeId(id);
    const team = employees.find((each) => each.id === id)?.team;
    if (team != null) setTeamId(team.id);
  };
  return (
    <Modal opened onClose={onClose} title={t('clients.assignTitle', { name: client.name })}>
      <form className={page.form} onSubmit={submit}>
        <div className={page.pair}>
          <NativeSelect
            name="employeeId"
            label={t('clients.responsible')}
            data-autofocus
            data={[
              { value: '', label: t('clients.nobody') },
              ...employees
                .filter((each) => each.status === 'active' && each.role !== 'administrator')
                .map((each) => ({ value: each.id, label: each.name })),
            ]}
            value={employeeId}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          <NativeSelect
            name="teamId"
            label={t('people.team')}
            data={[
              { value: '', label: t('people.noTeam') },
              ...teams.map((team) => ({ value: team.id, label: team.name })),
            ]}
            value={teamId}
            onChange={(event) => setTeamId(event.currentTarget.value)}
          />
        </div>
        <TextInput
          name="reason"
          label={t('clients.reason')}
          placeholder={t('clients.reasonExample')}
          required
          withAsterisk={false}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormProblem error={assign.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={assign.isPending}>
            {t('clients.assign')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
