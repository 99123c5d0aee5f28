import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { GuideEnd, GuideStep, GuideTest, hasPassed } from '../mailboxes/guide-parts.js';
import css from '../mailboxes/mailboxes.module.css';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { CloudFields } from './cloud-fields.js';
import { DriverChoice } from './driver-choice.js';
import { missingIn, requestOf, reachedBy, type NumberForm } from './number-form.js';
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
  const choose = (driver: NumberForm['driver']) => {
    setForm((now) => reachedBy(driver, now, number?.hasSecrets.verifyToken === true));
    test.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form !== null) save.mutate(form);
  };
  const missing = form === null ? null : missingIn(form, number?.hasSecrets ?? null);
  const after = form?.driver === 'cloud' ? 1 : 0;
  return (
    <form className={css.guide} onSubmit={submit}>
      <GuideStep number={1} title={t('whatsapp.how')}>
        {number !== null && <p>{t('whatsapp.historyStays')}</p>}
        <DriverChoice
          driver={form?.driver ?? null}
          riskAccepted={form?.riskAccepted ?? false}
          onDriver={choose}
          onRisk={(riskAccepted) => change({ riskAccepted })}
        />
      </GuideStep>
      {form !== null && (
        <>
          <GuideStep number={2} title={t('whatsapp.which')}>
            <div className={css.two}>
              <TextInput
                name="settings.number"
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
                name="name"
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
          </GuideStep>
          {form.driver === 'cloud' && (
            <GuideStep number={3} title={t('whatsapp.meta')}>
              <CloudFields form={form} number={number} onChange={change} />
            </GuideStep>
          )}
          <GuideStep number={3 + after} title={t('mailboxes.test')}>
            <p>{t('whatsapp.testText')}</p>
            <GuideTest trying={test} disabled={missing !== null && missing !== 'risk'} onTest={() => test.mutate(form)}>
              <NumberTrial checks={test.data?.checks ?? []} />
            </GuideTest>
          </GuideStep>
          <GuideStep number={4 + after} title={t('whatsapp.take')}>
            <ReceivingFields form={form} onChange={change} />
          </GuideStep>
          <GuideStep number={5 + after} title={t('whatsapp.allowed')}>
            <PolicyFields policy={form.policy} onChange={(policy) => change({ policy })} />
          </GuideStep>
          {number !== null && (
            <Switch
              label={t('whatsapp.enabled')}
              checked={form.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
          )}
          <GuideEnd
            passed={hasPassed(test)}
            missing={missing === null ? null : t(`whatsapp.missing.${missing}`)}
            saving={save}
          >
            {t(number !== null ? 'act.save' : form.driver === 'web' ? 'whatsapp.addAndLink' : 'whatsapp.add')}
          </GuideEnd>
        </>
      )}
    </form>
  );
}
