import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import css from '../mailboxes/mailboxes.module.css';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { CloudFields } from './cloud-fields.js';
import { DriverChoice } from './driver-choice.js';
import { missingIn, newForm, newVerifyToken, requestOf, type NumberForm } from './number-form.js';
import { NumberTrial } from './number-trial.js';
import { PolicyFields } from './policy-fields.js';
import type { WhatsappNumber } from './queries.js';
import { ReceivingFields } from './receiving-fields.js';

interface Props {
  /** null: a new number. */
  number: WhatsappNumber | null;
  initial: NumberForm | null;
}

/** A WhatsApp number, step by step: how it is reached, which one, what is taken, what the company allows. */
export function NumberGuide({ number, initial }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form, setForm] = useState<NumberForm | null>(initial);
  const { data: teams } = useQuery({ ...teamsQuery, enabled: useMay('people.read') });
  const change = (to: Partial<NumberForm>) => setForm((now) => (now === null ? null : { ...now, ...to }));
  const choose = (driver: NumberForm['driver']) => {
    const verifyToken = driver === 'cloud' && number?.hasSecrets.verifyToken !== true ? newVerifyToken() : '';
    setForm((now) =>
      now === null || number === null
        ? { ...newForm(driver), ...(now === null ? {} : { name: now.name, number: now.number }), verifyToken }
        : { ...now, driver, verifyToken },
    );
  };
  const test = useMutation({
    mutationFn: (asked: NumberForm) =>
      take(api.POST('/api/v1/whatsapp/numbers/test', { body: { channelId: number?.id ?? null, ...requestOf(asked) } })),
  });
  const save = useMutation({
    mutationFn: (asked: NumberForm) => {
      const { settings, secrets } = requestOf(asked);
      const body = {
        name: asked.name.trim() || settings.number,
        teamId: asked.teamId || null,
        ...{ settings, secrets, policy: asked.policy, riskAccepted: asked.riskAccepted },
      };
      return number === null
        ? take(api.POST('/api/v1/whatsapp/numbers', { body }))
        : take(
            api.PATCH('/api/v1/whatsapp/numbers/{id}', {
              params: { path: { id: number.id } },
              body: { ...body, enabled: asked.enabled },
            }),
          );
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.whatsapp });
      void queryClient.invalidateQueries({ queryKey: keys.start });
      toast.ok(t(number === null ? 'whatsapp.added' : 'mailboxes.saved', { name: saved.name }));
      const link = saved.driver === 'web' && saved.linked === null && saved.enabled;
      void navigate(link ? { to: '/whatsapp/$channelId/link', params: { channelId: saved.id } } : { to: '/whatsapp' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form !== null) save.mutate(form);
  };
  const missing = form === null ? null : missingIn(form, number?.hasSecrets ?? null);
  const after = form?.driver === 'cloud' ? 1 : 0;
  const heading = (step: number, text: string) => (
    <h2>
      <span aria-hidden>{step}</span>
      {text}
    </h2>
  );
  return (
    <form className={css.guide} onSubmit={submit}>
      <section className={css.step}>
        {heading(1, t('whatsapp.how'))}
        {number !== null && <p>{t('whatsapp.historyStays')}</p>}
        <DriverChoice
          driver={form?.driver ?? null}
          riskAccepted={form?.riskAccepted ?? false}
          onDriver={choose}
          onRisk={(riskAccepted) => change({ riskAccepted })}
        />
      </section>
      {form !== null && (
        <>
          <section className={css.step}>
            {heading(2, t('whatsapp.which'))}
            <div className={css.two}>
              <TextInput
                label={t('whatsapp.number')}
                description={t(form.driver === 'web' ? 'whatsapp.numberHintWeb' : 'whatsapp.numberHintCloud')}
                type="tel"
                required
                withAsterisk={false}
                maxLength={30}
                placeholder="+380 44 123 45 67"
                value={form.number}
                onChange={(event) => change({ number: event.currentTarget.value })}
              />
              <TextInput
                label={t('mailboxes.name')}
                description={t('whatsapp.nameHint')}
                maxLength={200}
                placeholder={t('mailboxes.nameExample')}
                value={form.name}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('people.team')}
                data={[
                  { value: '', label: t('mailboxes.allTeams') },
                  ...(teams?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
                ]}
                value={form.teamId}
                onChange={(event) => change({ teamId: event.currentTarget.value })}
              />
            </div>
          </section>
          {form.driver === 'cloud' && (
            <section className={css.step}>
              {heading(3, t('whatsapp.meta'))}
              <CloudFields form={form} number={number} onChange={change} />
            </section>
          )}
          <section className={css.step}>
            {heading(3 + after, t('mailboxes.test'))}
            <p>{t('whatsapp.testText')}</p>
            <Button
              size="xs"
              variant="default"
              style={{ alignSelf: 'flex-start' }}
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              loading={test.isPending}
              disabled={missing !== null && missing !== 'risk'}
              onClick={() => test.mutate(form)}
            >
              {t(test.data === undefined ? 'mailboxes.runTest' : 'mailboxes.testAgain')}
            </Button>
            <FormProblem error={test.error} />
            {test.data !== undefined && !test.isPending && <NumberTrial checks={test.data.checks} />}
          </section>
          <section className={css.step}>
            {heading(4 + after, t('whatsapp.take'))}
            <ReceivingFields form={form} onChange={change} />
          </section>
          <section className={css.step}>
            {heading(5 + after, t('whatsapp.allowed'))}
            <PolicyFields policy={form.policy} onChange={(policy) => change({ policy })} />
          </section>
          {number !== null && (
            <Switch
              label={t('whatsapp.enabled')}
              checked={form.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
          )}
          <FormProblem error={save.error} />
          <div className={page.acts}>
            {missing !== null && (
              <span style={{ flex: 1, color: 'var(--k-dim)', fontSize: '0.8125rem' }} role="status">
                {t(`whatsapp.missing.${missing}`)}
              </span>
            )}
            <Button type="submit" disabled={missing !== null} loading={save.isPending}>
              {t(number !== null ? 'act.save' : form.driver === 'web' ? 'whatsapp.addAndLink' : 'whatsapp.add')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
