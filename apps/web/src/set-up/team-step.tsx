import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { stepTaken } from './queries.js';
import css from './set-up.module.css';

/** The first team by its name; heads and people come when there are people. */
export function TeamStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(teamsQuery);
  const [name, setName] = useState('');
  const teams = data?.items ?? [];
  const add = useMutation({
    mutationFn: () => take(api.POST('/api/v1/teams', { body: { name: name.trim() } })),
    onSuccess: async () => {
      setName('');
      await Promise.all([queryClient.invalidateQueries({ queryKey: keys.teams }), stepTaken()]);
      if (teams.length === 0) onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <>
      {teams.length > 0 && (
        <ul className={`${page.box} ${css.names}`}>
          {teams.map((team) => (
            <li key={team.id}>{team.name}</li>
          ))}
        </ul>
      )}
      <form className={css.line} onSubmit={submit} autoComplete="off">
        <TextInput
          name="name"
          label={t('teams.name')}
          placeholder={t('firstSteps.teamExample')}
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant={teams.length > 0 ? 'default' : 'filled'} loading={add.isPending}>
          {t('teams.add')}
        </Button>
      </form>
      <FormProblem error={add.error} />
    </>
  );
}
