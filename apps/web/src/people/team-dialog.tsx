import { Button, CloseButton, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import css from './people.module.css';

const refresh = async () => {
  await queryClient.invalidateQueries({ queryKey: keys.teams });
  await queryClient.invalidateQueries({ queryKey: keys.employees });
};

/** A new team, or its name, its head and who is in it. */
export function TeamDialog({
  team,
  employees,
  onClose,
}: {
  team: Schemas['Team'] | null;
  employees: readonly Schemas['Employee'][];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(team?.name ?? '');
  const [headId, setHeadId] = useState(team?.head?.id ?? '');
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), headId: headId || null };
      return team === null
        ? take(api.POST('/api/v1/teams', { body }))
        : take(api.PATCH('/api/v1/teams/{id}', { params: { path: { id: team.id } }, body }));
    },
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const heads = employees.filter(
    (each) => each.status === 'active' && (each.role === 'manager' || each.role === 'owner'),
  );
  return (
    <Modal opened onClose={onClose} title={team === null ? t('teams.new') : team.name}>
      <form className={page.form} onSubmit={submit} autoComplete="off">
        <TextInput
          name="name"
          label={t('teams.name')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          name="headId"
          label={t('teams.head')}
          description={t(heads.length === 0 ? 'teams.headNobody' : 'teams.headHint')}
          data={[
            { value: '', label: t('teams.noHead') },
            ...heads.map((each) => ({ value: each.id, label: each.name })),
          ]}
          value={headId}
          onChange={(event) => setHeadId(event.currentTarget.value)}
        />
        {team !== null && <Members team={team} employees={employees} />}
        <FormProblem error={save.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t(team === null ? 'teams.add' : 'act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Somebody is in one team at a time: whoever is put in here leaves the other. At once, without saving. */
function Members({ team, employees }: { team: Schemas['Team']; employees: readonly Schemas['Employee'][] }) {
  const { t } = useTranslation();
  const move = useMutation({
    mutationFn: ({ id, teamId }: { id: string; teamId: string | null }) =>
      take(api.PATCH('/api/v1/employees/{id}', { params: { path: { id } }, body: { teamId } })),
    onSuccess: refresh,
  });
  const others = employees.filter((each) => each.status === 'active' && each.team?.id !== team.id);
  return (
    <fieldset className={css.members}>
      <legend>{t('teams.people')}</legend>
      {team.people.length === 0 && <p>{t('teams.nobody')}</p>}
      <ul>
        {team.people.map((person) => (
          <li key={person.id}>
            <span>{person.name}</span>
            <CloseButton
              size="sm"
              aria-label={t('teams.takeOut', { name: person.name })}
              disabled={move.isPending}
              onClick={() => move.mutate({ id: person.id, teamId: null })}
            />
          </li>
        ))}
      </ul>
      <NativeSelect
        size="xs"
        aria-label={t('teams.putIn')}
        data={[
          { value: '', label: t('teams.putIn') },
          ...others.map((each) => ({
            value: each.id,
            label: each.team === null ? each.name : `${each.name} · ${each.team.name}`,
          })),
        ]}
        value=""
        disabled={move.isPending || others.length === 0}
        onChange={(event) => {
          if (event.currentTarget.value !== '') move.mutate({ id: event.currentTarget.value, teamId: team.id });
        }}
      />
      <FormProblem error={move.error} />
    </fieldset>
  );
}
