import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { trunksQuery } from './queries.js';
import { TelephonyFrame } from './telephony-frame.js';
import { trunkFormFrom } from './trunk-form.js';
import { TrunkGuide } from './trunk-guide.js';

/** A new provider account, step by step. */
export function NewTrunkPage() {
  const { t } = useTranslation();
  return (
    <TelephonyFrame title={t('trunks.connect')}>
      <TrunkGuide trunk={null} initial={null} />
    </TelephonyFrame>
  );
}

/** The same steps for one that is connected. */
export function TrunkPage() {
  const { t } = useTranslation();
  const { trunkId } = useParams({ from: '/inside/telephony/trunks/$trunkId' });
  const { data, error, refetch } = useQuery(trunksQuery);
  const trunk = data?.items.find((each) => each.id === trunkId);
  if (error !== null && data === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data !== undefined && trunk === undefined)
    return <Trouble error={new Problem(404, 'trunk.not-found')} onRetry={() => void refetch()} />;
  return (
    <TelephonyFrame title={trunk?.name ?? t('trunks.title')}>
      {trunk === undefined ? (
        <RowsSkeleton />
      ) : (
        <TrunkGuide key={trunk.id} trunk={trunk} initial={trunkFormFrom(trunk)} />
      )}
    </TelephonyFrame>
  );
}
