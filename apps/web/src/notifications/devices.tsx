import { Button } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import account from '../account/account.module.css';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { pushState, startPush, stopPush } from './push-here.js';
import { pushQuery } from './queries.js';

const hereQuery = { queryKey: keys.pushHere, queryFn: pushState };

/** The browsers in which I am told while no page is open, and whether this is one of them. */
export function Devices() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const query = useQuery(pushQuery);
  const here = useQuery(hereQuery).data;
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.push });
  const bad = (problem: Error) => toast.bad(problemText(t, problem));
  const start = useMutation({
    mutationFn: (key: string) => startPush(me.id, key, i18n.language),
    onError: () => toast.bad(t('notices.device.failed')),
    onSettled: renewed,
  });
  const remove = useMutation({
    mutationFn: async ({ id, current }: { id: string; current: boolean }) => {
      await take(api.DELETE('/api/v1/me/push/{id}', { params: { path: { id } } }));
      if (current) await stopPush();
    },
    onError: bad,
    onSettled: renewed,
  });
  const attempt = useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/me/push/{id}/trial', { params: { path: { id } } })),
    onSuccess: () => toast.ok(t('notices.device.tried')),
    onError: bad,
  });
  const items = query.data?.items ?? [];
  const hereToo = here === 'on' && items.some(({ current }) => current);
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('notices.device.title')}</h2>
        {query.data !== undefined && (here === 'on' || here === 'off') && !hereToo && (
          <Button size="xs" variant="default" loading={start.isPending} onClick={() => start.mutate(query.data.key)}>
            {t('notices.device.start')}
          </Button>
        )}
      </div>
      <p>{t(`notices.device.here.${hereToo ? 'on' : here === 'on' ? 'off' : (here ?? 'off')}`)}</p>
      {query.isPending ? (
        <RowsSkeleton rows={1} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ul className={account.rows}>
          {items.map(({ id, device, service, current, createdAt, reachedAt }) => {
            const name = [device.browser, device.system].filter(Boolean).join(', ') || t('account.unknownDevice');
            return (
              <li key={id}>
                <IconDeviceDesktop size={20} stroke={1.6} aria-hidden />
                <div>
                  <b>
                    {name}
                    {current && <span className={account.tag}>{t('account.thisOne')}</span>}
                  </b>
                  <small>
                    {service} · {t('account.since')} <Moment at={createdAt} />
                    {reachedAt !== null && (
                      <>
                        {' '}
                        · {t('notices.device.reached')} <Moment at={reachedAt} />
                      </>
                    )}
                  </small>
                </div>
                <div className={page.acts}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={attempt.isPending && attempt.variables === id}
                    aria-label={t('notices.device.tryOf', { name })}
                    onClick={() => attempt.mutate(id)}
                  >
                    {t('notices.device.try')}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={remove.isPending && remove.variables.id === id}
                    aria-label={t('notices.device.removeOf', { name })}
                    onClick={() => remove.mutate({ id, current })}
                  >
                    {t('notices.device.remove')}
                  </Button>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
