import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import {
  changeCriterion,
  createCriterion,
  criteriaQuery,
  recordingKeys,
  type Criterion,
} from '../player/recordings.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './reports.module.css';

const refresh = () => queryClient.invalidateQueries({ queryKey: recordingKeys.criteria });

/** What calls are scored by; one that is retired is not asked any more, and what it was given stays. */
export function Criteria() {
  const { t } = useTranslation();
  const { data } = useQuery(criteriaQuery);
  const [name, setName] = useState('');
  const [hint, setHint] = useState('');
  const create = useMutation({
    mutationFn: () => createCriterion({ name: name.trim(), hint: hint.trim() }),
    onSuccess: () => {
      setName('');
      setHint('');
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const criteria = data?.items ?? [];
  return (
    <section className={page.section} aria-labelledby="criteria-title">
      <h2 id="criteria-title">{t('criteria.title')}</h2>
      <p>{t('criteria.text')}</p>
      {criteria.length > 0 && (
        <ul className={page.box}>
          {criteria.map((criterion) => (
            <Row key={criterion.id} criterion={criterion} />
          ))}
        </ul>
      )}
      <form className={css.new} onSubmit={submit}>
        <TextInput
          name="name"
          size="xs"
          required
          maxLength={200}
          aria-label={t('criteria.name')}
          placeholder={t('criteria.example')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          name="hint"
          size="xs"
          maxLength={500}
          aria-label={t('criteria.about')}
          placeholder={t('criteria.about')}
          value={hint}
          onChange={(event) => setHint(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" variant="default" loading={create.isPending}>
          {t('criteria.add')}
        </Button>
      </form>
      <FormProblem error={create.error} />
    </section>
  );
}

function Row({ criterion }: { criterion: Criterion }) {
  const { t } = useTranslation();
  const change = useMutation({
    mutationFn: () => changeCriterion(criterion.id, { retired: !criterion.retired }),
    onSuccess: refresh,
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  return (
    <li className={css.criterion} data-retired={criterion.retired || undefined}>
      <span>
        {criterion.name}
        {criterion.team !== null && ` · ${criterion.team.name}`}
        {criterion.retired && ` (${t('criteria.retired')})`}
        {criterion.hint !== '' && <small>{criterion.hint}</small>}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        loading={change.isPending}
        aria-label={t(criterion.retired ? 'criteria.readmitOf' : 'criteria.retireOf', { name: criterion.name })}
        onClick={() => change.mutate()}
      >
        {t(criterion.retired ? 'criteria.readmit' : 'criteria.retire')}
      </Button>
    </li>
  );
}
