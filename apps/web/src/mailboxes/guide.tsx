import { Button, Switch } from '@mantine/core';
import { IconBulb, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { AddressStep } from './address-step.js';
import { formOf, requestOf, type MailboxForm } from './mailbox-form.js';
import css from './mailboxes.module.css';
import { presetOf, presets, type Preset } from './presets.js';
import { ReceivingStep } from './receiving-step.js';
import { ServersStep } from './servers-step.js';
import { Trial } from './trial.js';

interface Props {
  channel: Schemas['Channel'] | null;
  initial: MailboxForm | null;
}

/** Connecting a mailbox: where it is, how to reach it, a live test, what to take; saved only by somebody who has seen the test. */
export function Guide({ channel, initial }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [preset, setPreset] = useState<Preset | null>(null);
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
    onSuccess: (result, asked) => {
      const sent = result.folders.find((folder) => folder.specialUse === '\\Sent')?.path ?? null;
      if (asked.receive === 'imap' && asked.sentFolder === null && sent !== null)
        setForm({ ...asked, sentFolder: sent });
    },
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
      void navigate({ to: '/mailboxes' });
    },
  });
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
  const passed = test.data?.checks.every((check) => check.ok) === true;
  let step = 0;
  const number = () => <span aria-hidden>{(step += 1)}</span>;
  return (
    <form className={css.guide} onSubmit={submit}>
      {channel === null && (
        <section className={css.step}>
          <h2>
            {number()}
            {t('mailboxes.where')}
          </h2>
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
        </section>
      )}
      {form !== null && (
        <div ref={steps} style={{ display: 'contents' }}>
          {preset !== null && (
            <p className={css.hint} style={{ margin: 0 }}>
              <IconBulb size={17} aria-hidden />
              <span>{t(`preset.${preset.name}.hint`)}</span>
            </p>
          )}
          <section className={css.step}>
            <h2>
              {number()}
              {t('mailboxes.address')}
            </h2>
            <AddressStep form={form} onChange={change} />
          </section>
          <section className={css.step}>
            <h2>
              {number()}
              {t('mailboxes.servers')}
            </h2>
            <ServersStep
              form={form}
              onChange={change}
              stored={channel !== null}
              open={channel !== null || preset?.name === 'own' || preset?.name === 'receiver'}
            />
          </section>
          <section className={css.step}>
            <h2>
              {number()}
              {t('mailboxes.test')}
            </h2>
            <p>{t('mailboxes.testText')}</p>
            <Button
              variant={passed ? 'default' : 'filled'}
              size="xs"
              style={{ alignSelf: 'flex-start' }}
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              loading={test.isPending}
              disabled={form.address.trim() === ''}
              onClick={() => test.mutate(form)}
            >
              {t(test.data === undefined ? 'mailboxes.runTest' : 'mailboxes.testAgain')}
            </Button>
            <FormProblem error={test.error} />
            {test.data !== undefined && !test.isPending && (
              <Trial checks={test.data.checks} provider={preset?.name ?? null} />
            )}
          </section>
          <section className={css.step}>
            <h2>
              {number()}
              {t('mailboxes.take')}
            </h2>
            <ReceivingStep form={form} onChange={change} folders={test.data?.folders ?? []} />
          </section>
          {channel !== null && (
            <Switch
              label={t('mailboxes.enabled')}
              checked={form.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
          )}
          <FormProblem error={save.error} />
          <div className={page.acts}>
            {!passed && (
              <span style={{ flex: 1, color: 'var(--k-dim)', fontSize: '0.8125rem' }}>{t('mailboxes.untested')}</span>
            )}
            <Button type="submit" variant={passed ? 'filled' : 'default'} loading={save.isPending}>
              {t(channel === null ? 'mailboxes.connect' : 'act.save')}
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}
