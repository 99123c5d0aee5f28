import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import css from './integrations.module.css';
import { ShownOnce, shownOnce } from './shown-once.js';

type Webhook = Schemas['Webhook'];
type Events = Webhook['events'];

const events: Events = [
  'interaction.captured',
  'delivery.changed',
  'conversation.changed',
  'client.created',
  'client.changed',
  'client.assigned',
  'client.merged',
  'call.ended',
  'alert.raised',
];
const renewed = () => queryClient.invalidateQueries({ queryKey: keys.webhooks });

/** A new webhook, or one that is changed, gets another secret, or goes. */
export function WebhookDialog({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      {...(secret !== null && shownOnce)}
      title={webhook?.name ?? t('webhook.new')}
    >
      {secret === null ? (
        <Form webhook={webhook} onSecret={setSecret} onClose={onClose} />
      ) : (
        <ShownOnce
          about={webhook === null ? t('webhook.handOver') : `${t('webhook.handOver')} ${t('webhook.earlier')}`}
          label={t('webhook.secret')}
          value={secret}
          done={t('webhook.kept')}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

interface Props {
  webhook: Webhook | null;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

function Form({ webhook, onSecret, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(webhook?.events ?? []);
  const wanted = { name: name.trim(), url: url.trim(), events: events.filter((event) => chosen.includes(event)) };
  const create = useMutation({
    mutationFn: () => take(api.POST('/api/v1/webhooks', { body: wanted })),
    onSuccess: (made) => {
      onSecret(made.secret);
      void renewed();
    },
  });
  const change = useMutation({
    mutationFn: (id: string) => take(api.PATCH('/api/v1/webhooks/{id}', { params: { path: { id } }, body: wanted })),
    onSuccess: () => {
      onClose();
      void renewed();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (webhook === null) create.mutate();
    else change.mutate(webhook.id);
  };
  return (
    <form className={page.form} onSubmit={submit} autoComplete="off">
      <TextInput
        name="name"
        label={t('webhook.name')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        name="url"
        label={t('webhook.url')}
        description={t('webhook.urlHint')}
        type="url"
        required
        withAsterisk={false}
        maxLength={2000}
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Checkbox.Group label={t('webhook.events')} value={[...chosen]} onChange={setChosen}>
        <div className={css.rights}>
          {events.map((event) => (
            <Checkbox key={event} size="xs" value={event} label={t(`webhook.event.${event}`)} />
          ))}
        </div>
      </Checkbox.Group>
      {webhook !== null && <Afterwards webhook={webhook} onSecret={onSecret} onClose={onClose} />}
      <FormProblem error={create.error ?? change.error} />
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" loading={create.isPending || change.isPending} disabled={wanted.events.length === 0}>
          {t(webhook === null ? 'webhook.make' : 'webhook.save')}
        </Button>
      </div>
    </form>
  );
}

function Afterwards({ webhook, onSecret, onClose }: Props & { webhook: Webhook }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const path = { params: { path: { id: webhook.id } } };
  const renew = useMutation({
    mutationFn: () => take(api.POST('/api/v1/webhooks/{id}/secret', path)),
    onSuccess: (made) => {
      onSecret(made.secret);
      void renewed();
    },
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/webhooks/{id}', path)),
    onSuccess: () => {
      onClose();
      void renewed();
    },
  });
  return (
    <>
      <div className={css.acts}>
        <Button size="xs" variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
          {t('webhook.renewSecret')}
        </Button>
        <Button
          size="xs"
          variant={sure ? 'filled' : 'default'}
          color={sure ? 'red' : 'gray'}
          loading={remove.isPending}
          onBlur={() => setSure(false)}
          onClick={() => (sure ? remove.mutate() : setSure(true))}
        >
          {t(sure ? 'webhook.reallyRemove' : 'webhook.remove')}
        </Button>
      </div>
      <FormProblem error={renew.error ?? remove.error} />
    </>
  );
}
