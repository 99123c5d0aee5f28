import '@mantine/core/styles/NumberInput.layer.css';
import { Button, NativeSelect, NumberInput, Switch, Textarea } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import { countryChoices } from '../shell/countries.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { FormFields } from './form-fields.js';
import { fieldsOf, prefixesOf, type Policy } from './policy-form.js';
import { policyQuery } from './queries.js';
import css from './telephony.module.css';
import { TelephonyFrame } from './telephony-frame.js';

/** What the company allows on the telephone: where calls may go, how much, what is recorded and who hears it. */
export function PolicyPage() {
  const { t } = useTranslation();
  const mayManage = useMay('telephony.manage');
  const { data, isPending, isError, error, refetch } = useQuery(policyQuery);
  return (
    <TelephonyFrame title={t('telephony.policy')}>
      {isPending ? (
        <RowsSkeleton rows={8} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : (
        <PolicyForm policy={data} mayManage={mayManage} />
      )}
    </TelephonyFrame>
  );
}

function PolicyForm({ policy, mayManage }: { policy: Policy; mayManage: boolean }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(policy);
  const [premium, setPremium] = useState(policy.premiumPrefixes.join('\n'));
  const change = (to: Partial<Policy>) => setForm((before) => ({ ...before, ...to }));
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT('/api/v1/telephony/policy', {
          body: { ...form, premiumPrefixes: prefixesOf(premium), formFields: fieldsOf(form.formFields) },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.telephonyPolicy, saved);
      setForm(saved);
      setPremium(saved.premiumPrefixes.join('\n'));
      toast.ok(t('policy.saved'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const count = (name: 'maxConcurrentOut' | 'maxPerEmployeePerDay' | 'maxAbroadPerDay' | 'missedTargetMinutes') => (
    <NumberInput
      name={name}
      label={t(`policy.${name}`)}
      min={name === 'maxAbroadPerDay' ? 0 : 1}
      allowDecimal={false}
      value={form[name]}
      onChange={(value) => typeof value === 'number' && change({ [name]: value })}
    />
  );
  const yes = (name: 'clientsOnly' | 'leaverCallsEnd' | 'keepOriginals' | 'employeesPlayOwn' | 'managersDownload') => (
    <Switch
      size="sm"
      label={t(`policy.${name}`)}
      description={t(`policy.${name}Hint`)}
      checked={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.checked })}
    />
  );
  return (
    <form className={mailboxes.guide} onSubmit={submit}>
      {/* The browser itself holds the fields of whoever may only look. */}
      <fieldset className={css.all} disabled={!mayManage}>
        <section className={mailboxes.step} aria-label={t('policy.dialling')}>
          <h2>{t('policy.dialling')}</h2>
          <NativeSelect
            label={t('policy.dialPad')}
            description={t('policy.dialPadHint')}
            data={(['none', 'managers', 'all'] as const).map((value) => ({
              value,
              label: t(`policy.dialPadKind.${value}`),
            }))}
            value={form.dialPad}
            onChange={(event) => change({ dialPad: event.currentTarget.value as Policy['dialPad'] })}
          />
          {yes('clientsOnly')}
          <Countries countries={form.countries} onChange={(countries) => change({ countries })} />
          <Textarea
            name="premiumPrefixes"
            label={t('policy.premium')}
            description={t('policy.premiumHint')}
            rows={3}
            spellCheck={false}
            placeholder={'+380900\n+380703'}
            value={premium}
            onChange={(event) => setPremium(event.currentTarget.value)}
          />
        </section>
        <section className={mailboxes.step} aria-label={t('policy.limits')}>
          <h2>{t('policy.limits')}</h2>
          <p>{t('policy.limitsText')}</p>
          <div className={mailboxes.two}>
            {count('maxConcurrentOut')}
            {count('maxPerEmployeePerDay')}
            {count('maxAbroadPerDay')}
            {count('missedTargetMinutes')}
          </div>
          {yes('leaverCallsEnd')}
        </section>
        <section className={mailboxes.step} aria-label={t('policy.recordings')}>
          <h2>{t('policy.recordings')}</h2>
          <p>{t('policy.recordingsText')}</p>
          <NativeSelect
            label={t('policy.format')}
            data={(['flac', 'opus'] as const).map((value) => ({ value, label: t(`policy.formatKind.${value}`) }))}
            value={form.format}
            onChange={(event) => change({ format: event.currentTarget.value as Policy['format'] })}
          />
          {form.format === 'opus' && yes('keepOriginals')}
          {yes('employeesPlayOwn')}
          {yes('managersDownload')}
        </section>
        <FormFields fields={form.formFields} onChange={(formFields) => change({ formFields })} />
      </fieldset>
      <FormProblem error={save.error} />
      {mayManage && (
        <div className={page.acts}>
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function Countries({ countries, onChange }: { countries: readonly string[]; onChange: (to: string[]) => void }) {
  const { t, i18n } = useTranslation();
  const names = new Intl.DisplayNames([i18n.language], { type: 'region' });
  return (
    <div>
      <p className={css.label}>{t('policy.countries')}</p>
      <ul className={css.chips} aria-label={t('policy.countries')}>
        {countries.map((code) => (
          <li key={code}>
            {names.of(code)}
            {countries.length > 1 && (
              <button
                type="button"
                aria-label={t('policy.removeCountry', { country: names.of(code) })}
                onClick={() => onChange(countries.filter((each) => each !== code))}
              >
                <IconX size={12} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      <NativeSelect
        size="xs"
        style={{ maxWidth: '16rem' }}
        aria-label={t('policy.addCountry')}
        data={[
          { value: '', label: t('policy.addCountry') },
          ...countryChoices(i18n.language).filter(({ value }) => !countries.includes(value)),
        ]}
        value=""
        onChange={(event) => event.currentTarget.value !== '' && onChange([...countries, event.currentTarget.value])}
      />
    </div>
  );
}
