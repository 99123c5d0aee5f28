import { Button } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { blockedQuery } from './queries.js';

/** Addresses that are kept out for wrong passwords. Where there are none, nothing is said. */
export function Blocked() {
  const { t } = useTranslation();
  const { data } = useQuery(blockedQuery);
  const blocked = data?.items ?? [];
  if (blocked.length === 0) return null;
  return (
    <section className={page.section} aria-labelledby="blocked-title">
      <div className={page.sectionHead}>
        <h2 id="blocked-title">{t('blocked.title')}</h2>
      </div>
      <ul className={page.box}>
        {blocked.map((block) => (
          <BlockedRow key={block.address} block={block} />
        ))}
      </ul>
    </section>
  );
}

function BlockedRow({ block: { address, failures, until } }: { block: Schemas['BlockedAddress'] }) {
  const { t } = useTranslation();
  const lift = useMutation({
    mutationFn: () =>
      take(api.DELETE('/api/v1/telephony/blocked-addresses/{address}', { params: { path: { address } } })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.blockedAddresses }),
  });
  return (
    <li className={mailboxes.channel}>
      <IconShieldLock size={20} stroke={1.7} color="var(--k-phone)" aria-hidden />
      <div className={mailboxes.about}>
        <h3>{address}</h3>
        <p className={mailboxes.traffic}>
          {t('blocked.why', { count: failures })} · {t('blocked.until')} <Moment at={until} />
        </p>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        loading={lift.isPending}
        aria-label={t('blocked.letInOf', { address })}
        onClick={() => lift.mutate()}
      >
        {t('blocked.letIn')}
      </Button>
    </li>
  );
}
