import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { ChannelHead } from '../channels/channel-head.js';
import { timeZoneHere } from '../hours/time-zones.js';
import { currentLanguage } from '../i18n/i18n.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { newNumberForm, numberFormFrom } from './number-form.js';
import { NumberGuide } from './number-guide.js';
import { numbersQuery, trunksQuery } from './queries.js';
import { TelephonyFrame } from './telephony-frame.js';

export function NewNumberPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(trunksQuery);
  if (error !== null && data === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  return (
    <TelephonyFrame title={t('numbers.add')}>
      {data === undefined ? (
        <RowsSkeleton />
      ) : (
        <NumberGuide
          number={null}
          trunks={data.items}
          initial={newNumberForm(data.items[0]?.id ?? '', currentLanguage(), timeZoneHere())}
        />
      )}
    </TelephonyFrame>
  );
}

export function NumberPage() {
  const { t } = useTranslation();
  const { channelId } = useParams({ from: '/inside/telephony/numbers/$channelId' });
  const numbers = useQuery(numbersQuery);
  const trunks = useQuery(trunksQuery);
  const error = numbers.error ?? trunks.error;
  const number = numbers.data?.items.find((each) => each.channelId === channelId);
  const retry = () => void Promise.all([numbers.refetch(), trunks.refetch()]);
  if (error !== null && number === undefined) return <Trouble error={error} onRetry={retry} />;
  if (numbers.data !== undefined && number === undefined)
    return <Trouble error={new Problem(404, 'number.not-found')} onRetry={retry} />;
  return (
    <TelephonyFrame title={number?.number ?? t('numbers.title')}>
      {number === undefined || trunks.data === undefined ? (
        <RowsSkeleton />
      ) : (
        <>
          <ChannelHead channelId={number.channelId} />
          <NumberGuide
            key={number.channelId}
            number={number}
            trunks={trunks.data.items}
            initial={numberFormFrom(number)}
          />
        </>
      )}
    </TelephonyFrame>
  );
}
