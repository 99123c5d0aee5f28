import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { GuideEnd, GuideHint, GuideStep, GuideTest, hasPassed } from '../mailboxes/guide-parts.js';
import css from '../mailboxes/mailboxes.module.css';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { TrunkAccount, TrunkDetails } from './trunk-fields.js';
import { trunkFormOf, trunkRequestOf, type TrunkForm } from './trunk-form.js';
import { presetsByCountry, type TrunkPreset } from './trunk-presets.js';
import { TrunkTrial } from './trunk-trial.js';

interface Props {
  trunk: Schemas['Trunk'] | null;
  initial: TrunkForm | null;
}

/** Connecting a provider: who it is, how it knows us, a live test; saved only by somebody who has seen the test. */
export function TrunkGuide({ trunk, initial }: Props) {
  const { t, i18n } = useTranslation();
  const { company } = useMe();
  const navigate = useNavigate();
  const [preset, setPreset] = useState<TrunkPreset | null>(null);
  const [form, setForm] = useState<TrunkForm | null>(initial);
  const steps = useRef<HTMLDivElement>(null);
  const test = useMutation({
    mutationFn: (asked: TrunkForm) =>
      take(api.POST('/api/v1/trunks/test', { body: { trunkId: trunk?.id ?? null, ...trunkRequestOf(asked) } })),
  });
  const save = useMutation({
    mutationFn: (asked: TrunkForm) => {
      const { settings, password } = trunkRequestOf(asked);
      const body = { name: asked.name.trim() || settings.host, settings, enabled: asked.enabled };
      return trunk === null
        ? take(api.POST('/api/v1/trunks', { body: { ...body, password } }))
        : take(
            api.PATCH('/api/v1/trunks/{id}', {
              params: { path: { id: trunk.id } },
              body: { ...body, ...(password === null ? {} : { password }) },
            }),
          );
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.telephony });
      toast.ok(t('trunks.saved', { name: saved.name }));
      void navigate({ to: '/telephony' });
    },
  });
  const choose = (chosen: TrunkPreset) => {
    setPreset(chosen);
    setForm(trunkFormOf(chosen, company.defaultCountry, form === null ? {} : { ...form, name: '' }));
    test.reset();
    window.setTimeout(() => steps.current?.querySelector('input')?.focus(), 0);
  };
  const change = (to: Partial<TrunkForm>) => setForm((before) => (before === null ? null : { ...before, ...to }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form !== null) save.mutate(form);
  };
  const passed = hasPassed(test);
  const countries = new Intl.DisplayNames([i18n.language], { type: 'region' });
  const groups = presetsByCountry(company.defaultCountry);
  const showGroup = ({ country, presets }: (typeof groups)[number]) => {
    const name = country === null ? t('trunks.elsewhere') : (countries.of(country) ?? country);
    return (
      <div key={country} role="radiogroup" aria-label={name}>
        <p className={css.group}>{name}</p>
        <div className={css.presets}>
          {presets.map((each) => (
            <button
              key={each.name}
              type="button"
              role="radio"
              aria-checked={each === preset}
              className={css.preset}
              onClick={() => choose(each)}
            >
              <b>{each.title ?? t(`trunks.preset.${each.name as 'other' | 'by-address' | 'own-exchange'}`)}</b>
              <small>{each.server === 'cabinet' ? each.host : t(`trunks.noHost.${each.server}`)}</small>
            </button>
          ))}
        </div>
      </div>
    );
  };
  // Whoever changes one has chosen its kind before.
  const first = trunk === null ? 2 : 1;
  return (
    <form className={css.guide} onSubmit={submit} autoComplete="off">
      {trunk === null && (
        <GuideStep number={1} title={t('trunks.who')}>
          {groups.filter(({ country }) => country === company.defaultCountry || country === null).map(showGroup)}
          <details open={preset !== null && preset.country !== company.defaultCountry && preset.country !== null}>
            <summary className={css.more}>{t('trunks.otherCountries')}</summary>
            {groups.filter(({ country }) => country !== company.defaultCountry && country !== null).map(showGroup)}
          </details>
        </GuideStep>
      )}
      {form !== null && (
        <div ref={steps} style={{ display: 'contents' }}>
          {preset !== null && <GuideHint>{t(`trunks.hint.${preset.server}`, { name: preset.title ?? '' })}</GuideHint>}
          <GuideStep number={first} title={t('trunks.account')}>
            <TrunkAccount form={form} onChange={change} stored={trunk?.hasPassword === true} />
          </GuideStep>
          <GuideStep number={first + 1} title={t('trunks.numbersAndCodecs')}>
            <TrunkDetails form={form} onChange={change} />
          </GuideStep>
          <GuideStep number={first + 2} title={t('mailboxes.test')}>
            <p>{t('trunks.testText')}</p>
            <GuideTest trying={test} disabled={form.host.trim() === ''} onTest={() => test.mutate(form)}>
              <TrunkTrial checks={test.data?.checks ?? []} />
            </GuideTest>
          </GuideStep>
          {trunk !== null && (
            <Switch
              label={t('trunks.enabled')}
              checked={form.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
          )}
          <GuideEnd passed={passed} saving={save}>
            {t(trunk === null ? 'trunks.connect' : 'act.save')}
          </GuideEnd>
        </div>
      )}
    </form>
  );
}
