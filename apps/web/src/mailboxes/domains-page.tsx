import { useQuery } from '@tanstack/react-query';
import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SettingsFrame } from '../settings/settings-frame.js';
import { Empty } from '../shell/empty.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { DomainBox } from './domain-box.js';
import { mailDomainsQuery } from './queries.js';

/** The company's mail domains: what they say of its mail, and what to add so that letters arrive. */
export function DomainsPage() {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(mailDomainsQuery);
  return (
    <SettingsFrame title={t('mailDomain.title')}>
      <p style={{ maxWidth: '44rem', color: 'var(--k-dim)', fontSize: '0.8125rem' }}>{t('mailDomain.about')}</p>
      {isPending ? (
        <RowsSkeleton rows={2} height={140} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : data.items.length === 0 ? (
        <Empty icon={IconWorld} title={t('mailDomain.empty')} text={t('mailDomain.emptyText')} />
      ) : (
        data.items.map((domain) => <DomainBox key={domain.domain} domain={domain} />)
      )}
    </SettingsFrame>
  );
}
