import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChannelStanding } from './channel-standing.js';
import css from './channels.module.css';
import { overviewQuery } from './queries.js';

/** Above a channel's own page: the same as stands on the page of all of them. Without an answer the page stands by itself. */
export function ChannelHead({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const item = useQuery(overviewQuery).data?.items.find(({ id }) => id === channelId);
  if (item === undefined) return null;
  return (
    <section className={css.head} data-light={item.light} aria-label={t('channels.how')}>
      <ChannelStanding item={item} alone />
    </section>
  );
}
