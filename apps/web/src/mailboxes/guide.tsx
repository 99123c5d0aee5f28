import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { toast } from '../shell/toast.js';
import { AddressStep } from './address-step.js';
import { Discovered, useDiscovery } from './discovery.js';
import { GuideEnd, GuideHint, GuideStep, GuideTest, hasPassed } from './guide-parts.js';
import { formOf, requestOf, type MailboxForm } from './mailbox-form.js';
import { keepDraft } from './mailbox-draft.js';
import css from './mailboxes.module.css';
import { ownPreset, presetOf, presets, type Preset } from './presets.js';
import { ReceivingStep } from './receiving-step.js';
import { ServersStep } from './servers-step.js';
import { Trial } from './trial.js';

interface Props {
  channel: Schemas['Channel'] | null;
  initial: MailboxForm | null;
  /** What stood at its beginning, where the browser came back from a provider. */
  begun?: Preset | null;
  /** Where it leads when it was saved; to the list, unless something else is said. */
  onSaved?: () => void;
}

/** Connecting a mailbox: where it is, how to reach it, a live test, what to take; saved only by somebody who has seen the test. */
export function Guide({ channel, initial, begun = null, onSaved }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [preset, setPreset] = useState<Preset | null>(begun);
  const [form, setForm] = useState<MailboxForm | null>(initial);
  const steps = useRef<HTMLDivElement>(null);
  const change = (to: Partial<MailboxForm>) => {
    if (form === null) return;
    const next = { ...form, ...to };
    const found = to.address === undefined || channel !== null ? null : presetOf(to.address);
    if (found !== null && found !== preset && preset?.name !== 'receiver') {
      setPreset(found);
      setForm(formOf(found, next));
    } else setForm(next);
  };
  const test = useMutation({
    mutationFn: (asked: MailboxForm) =>
      take(api.POST('/api/v1/channels/test', { body: { channelId: channel?.id ?? null, ...requestOf(asked) } })),
  });
  const save = useMutation({
    mutationFn: (asked: MailboxForm) => {
      const body = {
        name: asked.name.trim() || asked.address.trim(),
        teamId: asked.teamId || null,
        ...requestOf(asked),
      };
      return channel === null
        ? take(api.POST('/api/v1/channels', { body }))
        : take(
            api.PATCH('/api/v1/channels/{id}', {
              params: { path: { id: channel.id } },
              body: { ...body, enabled: asked.enabled },
            }),
          );
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.channels });
      void queryClient.invalidateQueries({ queryKey: keys.start });
      toast.ok(t(channel === null ? 'mailboxes.connected' : 'mailboxes.saved', { name: saved.name }));
      if (onSaved === undefined) void navigate({ to: '/mailboxes' });
      else onSaved();
    },
  });
  const discovery = useDiscovery();
  const lookUp = async () => {
    if (form === null || channel !== null || preset?.name === 'receiver') return;
    const found = await discovery.ask(form.address);
    if (found === null) return;
    const next = found.preset ?? preset ?? ownPreset;
    setPreset(next);
    setForm((now) => now && { ...(next === preset ? now : formOf(next, now)), ...found.servers(now) });
  };
  const choose = (chosen: Preset) => {
    setPreset(chosen);
    setForm(formOf(chosen, form ?? {}));
    test.reset();
    window.setTimeout(() => steps.current?.querySelector('input')?.focus({ preventScroll: false }), 0);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form !== null) save.mutate(form);
  };
  const passed = hasPassed(test);
  // Whoever changes one has chosen its kind before.
  const first = channel === null ? 2 : 1;
  return (
    <form className={css.guide} onSubmit={submit}>
      {channel === null && (
        <GuideStep number={1} title={t('mailboxes.where')}>
          <div className={css.presets} role="radiogroup" aria-label={t('mailboxes.where')}>
            {presets.map((each) => (
              <button
                key={each.name}
                type="button"
                role="radio"
                aria-checked={each === preset}
                className={css.preset}
                onClick={() => choose(each)}
              >
                <b>{t(`preset.${each.name}.name`)}</b>
                <small>{t(`preset.${each.name}.about`)}</small>
              </button>
            ))}
          </div>
        </GuideStep>
      )}
      {form !== null && (
        <div ref={steps} style={{ display: 'contents' }}>
          {preset !== null && form.auth === 'password' && <GuideHint>{t(`preset.${preset.name}.hint`)}</GuideHint>}
          <GuideStep number={first} title={t('mailboxes.address')}>
            <AddressStep form={form} onChange={change} onAddress={() => void lookUp()} />
            <Discovered said={discovery.said} />
          </GuideStep>
          <GuideStep number={first + 1} title={t('mailboxes.servers')}>
            <ServersStep
              form={form}
              onChange={change}
              stored={channel !== null}
              open={channel !== null || preset?.name === 'own' || preset?.name === 'receiver'}
              channelId={channel?.id ?? null}
              onLeave={() => keepDraft({ preset, form })}
            />
          </GuideStep>
          <GuideStep number={first + 2} title={t('mailboxes.test')}>
            <p>{t('mailboxes.testText')}</p>
            <GuideTest trying={test} disabled={form.address.trim() === ''} onTest={() => test.mutate(form)}>
              <Trial checks={test.data?.checks ?? []} provider={preset?.name ?? null} />
            </GuideTest>
          </GuideStep>
          <GuideStep number={first + 3} title={t('mailboxes.take')}>
            <ReceivingStep form={form} onChange={change} folders={test.data?.folders ?? []} />
          </GuideStep>
          {channel !== null && (
            <Switch
              label={t('mailboxes.enabled')}
              checked={form.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
          )}
          <GuideEnd passed={passed} saving={save}>
            {t(channel === null ? 'mailboxes.connect' : 'act.save')}
          </GuideEnd>
        </div>
      )}
    </form>
  );
}
