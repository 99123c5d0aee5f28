import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { ChannelHead } from '../channels/channel-head.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { NumberHealth } from './number-health.js';
import { formFrom } from './number-form.js';
import { NumberGuide } from './number-guide.js';
import { numbersQuery } from './queries.js';
import { WhatsappFrame } from './whatsapp-frame.js';

/** A new number, step by step. */
export function NewNumberPage() {
  const { t } = useTranslation();
  return (
    <WhatsappFrame title={t('whatsapp.add')}>
      <NumberGuide number={null} initial={null} />
    </WhatsappFrame>
  );
}

/** How a number is, what can be done with it, and the same steps as for a new one. */
export function NumberPage() {
  const { t } = useTranslation();
  const { channelId } = useParams({ from: '/inside/whatsapp/$channelId' });
  const { data, error, refetch } = useQuery(numbersQuery);
  const number = data?.items.find((each) => each.id === channelId);
  if (error !== null && data === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data !== undefined && number === undefined) {
    return <Trouble error={new Problem(404, 'whatsapp-number.not-found')} onRetry={() => void refetch()} />;
  }
  return (
    <WhatsappFrame title={number?.name ?? t('settings.title.whatsapp')}>
      {number === undefined ? (
        <RowsSkeleton />
      ) : number.settings === null ? (
        <>
          <ChannelHead channelId={number.id} />
          <NumberHealth number={number} />
        </>
      ) : (
        <>
          <ChannelHead channelId={number.id} />
          <NumberHealth number={number} />
          <NumberGuide key={number.id} number={number} initial={formFrom(number, number.settings)} />
        </>
      )}
    </WhatsappFrame>
  );
}
