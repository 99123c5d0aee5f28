import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { timeZoneHere, timeZonesWith } from '../hours/time-zones.js';
import { currentLanguage } from '../i18n/i18n.js';
import { languages } from '../i18n/language.js';
import { countryChoices } from '../shell/countries.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { companyQuery, stepTaken } from './queries.js';
import css from './set-up.module.css';

type Company = Schemas['Company'];

interface Props {
  /** What stands on the button. */
  saving: string;
  onSaved: () => void;
}

/** What the company says of itself. */
export function CompanyForm(props: Props) {
  const { data, error, refetch } = useQuery(companyQuery);
  if (data === undefined)
    return error === null ? (
      <RowsSkeleton rows={5} height={52} />
    ) : (
      <Trouble error={error} onRetry={() => void refetch()} />
    );
  return <Form initial={data} {...props} />;
}

function Form({ initial, saving, onSaved }: Props & { initial: Company }) {
  const { t, i18n } = useTranslation();
  const [form, setForm] = useState<Company>(() => ({
    ...initial,
    // Nobody has said yet: what this machine and this page know is the likelier answer.
    timeZone: initial.timeZone === 'UTC' ? timeZoneHere() : initial.timeZone,
    languages: initial.languages.length === 0 ? [currentLanguage()] : initial.languages,
  }));
  const set = (to: Partial<Company>) => setForm({ ...form, ...to });
  const save = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/company', { body: { ...form, website: withScheme(form.website) } })),
    onSuccess: async (saved) => {
      queryClient.setQueryData(companyQuery.queryKey, saved);
      await Promise.all([stepTaken(), queryClient.invalidateQueries({ queryKey: keys.me })]);
      void queryClient.invalidateQueries({ queryKey: keys.settings });
      void queryClient.invalidateQueries({ queryKey: keys.signatures });
      onSaved();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        name="name"
        label={t('company.name')}
        description={t('company.nameHint')}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="organization"
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={page.pair}>
        <NativeSelect
          label={t('setUp.country')}
          description={t('setUp.countryHint')}
          data={countryChoices(i18n.language)}
          value={form.defaultCountry}
          onChange={(event) => set({ defaultCountry: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('company.timeZone')}
          description={t('company.timeZoneHint')}
          data={timeZonesWith(form.timeZone)}
          value={form.timeZone}
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
        />
      </div>
      <Checkbox.Group
        label={t('company.languages')}
        description={t('company.languagesHint')}
        value={form.languages}
        onChange={(chosen) => set({ languages: chosen })}
      >
        <div className={css.languages}>
          {Object.entries(languages).map(([code, name]) => (
            <Checkbox key={code} value={code} label={name} lang={code} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={page.pair}>
        <TextInput
          name="phone"
          label={t('company.phone')}
          description={t('company.signatureHint')}
          maxLength={60}
          autoComplete="tel"
          value={form.phone ?? ''}
          onChange={(event) => set({ phone: event.currentTarget.value || null })}
        />
        <TextInput
          name="website"
          label={t('company.website')}
          description={t('company.signatureHint')}
          maxLength={300}
          autoComplete="url"
          placeholder="https://"
          value={form.website ?? ''}
          onChange={(event) => set({ website: event.currentTarget.value || null })}
        />
      </div>
      <FormProblem error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending}>
          {saving}
        </Button>
      </div>
    </form>
  );
}

/** People write `company.ua`; an address for a browser begins with a scheme. */
function withScheme(website: string | null): string | null {
  const given = website?.trim() ?? '';
  if (given === '') return null;
  return /^https?:\/\//i.test(given) ? given : `https://${given}`;
}
