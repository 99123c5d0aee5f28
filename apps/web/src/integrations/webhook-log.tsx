import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { codeText, findText, problemText } from '../i18n/words.js';
import { ListEnd } from '../shell/list-end.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { Coming } from './coming.js';
import css from './integrations.module.css';
import { webhookLogQuery } from './queries.js';

const dayMs = 86_400_000;

/** What it was told, each with what was answered; anything can be sent again. */
export function WebhookLog({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(webhookLogQuery(id));
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const again = useMutation({
    mutationFn: (which: { deliveryId: string } | { since: string }) =>
      take(api.POST('/api/v1/webhooks/{id}/redeliver', { params: { path: { id } }, body: which })),
    onSuccess: ({ queued }) => toast.ok(t('webhook.queued', { count: queued })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.webhooks }),
  });
  if (query.isPending) return <RowsSkeleton rows={3} height={30} />;
  if (query.isError && items.length === 0) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={css.log}>
      <div className={css.logHead}>
        <p className={css.text}>{items.length === 0 ? t('webhook.logEmpty') : t('webhook.logText')}</p>
        {items.some(({ state, event }) => state !== 'delivered' && event !== 'test') && (
          <Button
            size="compact-sm"
            variant="default"
            data-once
            loading={again.isPending}
            onClick={() => again.mutate({ since: new Date(Date.now() - 3 * dayMs).toISOString() })}
          >
            {t('webhook.allAgain')}
          </Button>
        )}
      </div>
      <ul>
        {items.map((item) => (
          <Delivery key={item.id} item={item} onAgain={() => again.mutate({ deliveryId: item.id })} />
        ))}
        <ListEnd query={query} />
      </ul>
    </div>
  );
}

function Delivery({ item, onAgain }: { item: Schemas['WebhookDelivery']; onAgain: () => void }) {
  const { t } = useTranslation();
  const event = findText(t, `webhook.event.${item.event}`) ?? item.event;
  return (
    <li>
      <details>
        <summary>
          <span className={item.state === 'failed' ? css.badText : item.state === 'delivered' ? css.goodText : ''}>
            {t(`webhook.state.${item.state}`)}
          </span>{' '}
          {event} · <Moment at={item.createdAt} />
          {item.attempts[0]?.status != null && ` · ${item.attempts[0].status}`}
        </summary>
        <code>{JSON.stringify(item.data)}</code>
        {item.dueAt !== null && (
          <p className={css.text}>
            {t('webhook.nextAt')} <Coming at={item.dueAt} />
          </p>
        )}
        <ol>
          {item.attempts.map((attempt) => (
            <li key={attempt.at}>
              <Moment at={attempt.at} /> ·{' '}
              {attempt.status === null
                ? codeText(t, attempt.code ?? 'webhook.unreachable')
                : t('webhook.answered', { status: attempt.status, ms: attempt.tookMs })}
              {attempt.reply !== '' && <pre className={css.example}>{attempt.reply}</pre>}
            </li>
          ))}
        </ol>
        {item.event !== 'test' && (
          <Button size="compact-sm" variant="default" data-once onClick={onAgain}>
            {t('webhook.again')}
          </Button>
        )}
      </details>
    </li>
  );
}
