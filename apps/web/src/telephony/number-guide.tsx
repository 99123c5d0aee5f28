import '@mantine/core/styles/NumberInput.layer.css';
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { isLanguage, languages } from '../i18n/language.js';
import css from '../mailboxes/mailboxes.module.css';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { numberRequestOf, type NumberForm, type NumberSettings } from './number-form.js';
import { NumberHours } from './number-hours.js';
import { NumberMissed } from './number-missed.js';
import { NumberPrompts } from './number-prompts.js';
import { NumberRinging } from './number-ringing.js';

interface Props {
  number: Schemas['CompanyNumber'] | null;
  trunks: readonly Schemas['Trunk'][];
  initial: NumberForm;
}

/** A company number: whose it is, who rings, when, what the caller hears, and what follows a missed call. */
export function NumberGuide({ number, trunks, initial }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form, setForm] = useState(initial);
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const change = (to: Partial<NumberForm>) => setForm((before) => ({ ...before, ...to }));
  const set = (to: Partial<NumberSettings>) =>
    setForm((before) => ({ ...before, settings: { ...before.settings, ...to } }));
  const save = useMutation({
    mutationFn: () => {
      const body = numberRequestOf(form);
      return number === null
        ? take(api.POST('/api/v1/numbers', { body }))
        : take(api.PATCH('/api/v1/numbers/{id}', { params: { path: { id: number.channelId } }, body }));
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.telephony });
      void queryClient.invalidateQueries({ queryKey: keys.channels });
      toast.ok(t('numbers.saved', { number: saved.number }));
      void navigate({ to: '/telephony' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const parts = { form, settings: form.settings, onChange: change, onSet: set };
  return (
    <form className={css.guide} onSubmit={submit}>
      <section className={css.step} aria-label={t('numbers.number')}>
        <div className={css.two}>
          <TextInput
            name="number"
            label={t('numbers.number')}
            required
            withAsterisk={false}
            inputMode="tel"
            maxLength={40}
            placeholder="+380 44 123 45 67"
            value={form.number}
            onChange={(event) => change({ number: event.currentTarget.value })}
          />
          <TextInput
            name="name"
            label={t('numbers.name')}
            maxLength={200}
            placeholder={t('mailboxes.nameExample')}
            value={form.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('numbers.trunk')}
            data={trunks.map((trunk) => ({ value: trunk.id, label: trunk.name }))}
            value={form.settings.trunkId}
            onChange={(event) => set({ trunkId: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('people.team')}
            data={[
              { value: '', label: t('mailboxes.allTeams') },
              ...teams.map((team) => ({ value: team.id, label: team.name })),
            ]}
            value={form.teamId}
            onChange={(event) => change({ teamId: event.currentTarget.value })}
          />
        </div>
        <TextInput
          name="aliases"
          label={t('numbers.aliases')}
          description={t('numbers.aliasesHint')}
          placeholder="0441234567, 1234567"
          value={form.aliases}
          onChange={(event) => change({ aliases: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('numbers.language')}
          description={t('numbers.languageHint')}
          style={{ maxWidth: '20rem' }}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={form.settings.language}
          onChange={(event) => isLanguage(event.currentTarget.value) && set({ language: event.currentTarget.value })}
        />
      </section>
      <NumberRinging {...parts} />
      <NumberHours {...parts} />
      <NumberPrompts {...parts} />
      <NumberMissed {...parts} />
      {number !== null && (
        <Switch
          label={t('numbers.enabled')}
          checked={form.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
      )}
      <FormProblem error={save.error} />
      <div className={page.acts}>
        <Button type="submit" loading={save.isPending} disabled={form.settings.trunkId === ''}>
          {t(number === null ? 'numbers.add' : 'act.save')}
        </Button>
      </div>
    </form>
  );
}

export interface NumberParts {
  form: NumberForm;
  settings: NumberSettings;
  onChange: (to: Partial<NumberForm>) => void;
  onSet: (to: Partial<NumberSettings>) => void;
}
