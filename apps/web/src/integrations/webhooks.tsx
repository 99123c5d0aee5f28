import { Button, Switch } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { codeText, problemText } from '../i18n/words.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './integrations.module.css';
import { webhooksQuery } from './queries.js';
import { WebhookDialog } from './webhook-dialog.js';
import { WebhookLog } from './webhook-log.js';

type Webhook = Schemas['Webhook'];

/** Who is told what happens here, and how that goes. */
export function Webhooks() {
  const { t } = useTranslation();
  const query = useQuery(webhooksQuery);
  const [dialog, setDialog] = useState<Webhook | 'new' | null>(null);
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('webhook.title')}</h2>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setDialog('new')}
        >
          {t('webhook.new')}
        </Button>
      </div>
      <p>{t('webhook.text')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={2} height={60} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <Empty icon={IconWebhook} title={t('webhook.none')} text={t('webhook.noneText')} />
      ) : (
        <ul className={page.box}>
          {query.data.items.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} onChange={() => setDialog(webhook)} />
          ))}
        </ul>
      )}
      {dialog !== null && <WebhookDialog webhook={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />}
    </section>
  );
}

function Row({ webhook, onChange }: { webhook: Webhook; onChange: () => void }) {
  const { t } = useTranslation();
  const { id, name } = webhook;
  const [open, setOpen] = useState(false);
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.webhooks });
  const onError = (problem: unknown) => toast.bad(problemText(t, problem));
  const path = { params: { path: { id } } };
  const turn = useMutation({
    mutationFn: (enabled: boolean) => take(api.PATCH('/api/v1/webhooks/{id}', { ...path, body: { enabled } })),
    onError,
    onSettled: renewed,
  });
  const test = useMutation({
    mutationFn: () => take(api.POST('/api/v1/webhooks/{id}/test', path)),
    onError,
    onSettled: renewed,
  });
  const outcome = test.data;
  const good = outcome?.status != null && outcome.status >= 200 && outcome.status < 300;
  return (
    <li>
      <div className={css.row} data-over={!webhook.enabled || undefined}>
        <IconWebhook size={20} stroke={1.6} aria-hidden />
        <div>
          <b>{name}</b>
          <small>{webhook.url}</small>
          <small>{webhook.events.map((event) => t(`webhook.event.${event}`)).join(' · ')}</small>
          <Standing webhook={webhook} />
          <span role="status">
            {outcome !== undefined && (
              <small className={good ? css.goodText : css.badText}>
                {outcome.status === null
                  ? codeText(t, outcome.code ?? 'webhook.unreachable')
                  : t('webhook.answered', { status: outcome.status, ms: outcome.tookMs })}
              </small>
            )}
          </span>
        </div>
        <div className={css.acts}>
          <Switch
            size="xs"
            checked={webhook.enabled}
            disabled={turn.isPending}
            aria-label={t('webhook.turn', { name })}
            onChange={(event) => turn.mutate(event.currentTarget.checked)}
          />
          <Button size="compact-sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {t('webhook.test')}
          </Button>
          <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('webhook.log')}
          </Button>
          <Button size="compact-sm" variant="default" aria-label={t('webhook.changeOf', { name })} onClick={onChange}>
            {t('webhook.change')}
          </Button>
        </div>
      </div>
      {open && <WebhookLog id={id} />}
    </li>
  );
}

/** How it goes, and what to do when it goes badly. */
function Standing({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  if (!webhook.enabled)
    return (
      <small className={css.badText}>
        {t('webhook.off')}
        {webhook.offCode !== null && ` ${codeText(t, webhook.offCode)}`}
      </small>
    );
  if (webhook.failingSince === null)
    return webhook.waiting === 0 ? null : <small>{t('webhook.waiting', { count: webhook.waiting })}</small>;
  return (
    <small className={css.badText}>
      {t('webhook.failing')} <Moment at={webhook.failingSince} as="age" />
      {webhook.waiting > 0 && ` · ${t('webhook.waiting', { count: webhook.waiting })}`}. {t('webhook.failingNext')}
    </small>
  );
}
