import '../shell/mantine-dialog-css.js';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Moment } from '../i18n/moment.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import css from './unplaced.module.css';
import { useLift } from './use-lift.js';

/** From whom nothing is shown, and the way back. */
export function BlockedSenders({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lift = useLift();
  const query = useQuery({
    queryKey: keys.blockedSenders,
    queryFn: () => take(api.GET('/api/v1/blocked-senders')),
  });
  return (
    <Modal opened onClose={onClose} title={t('spam.list')}>
      <p>{t('spam.listAbout')}</p>
      {query.isPending && <RowsSkeleton rows={3} />}
      {query.isError && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <p>{t('spam.none')}</p>}
      <ul className={css.blocked}>
        {query.data?.items.map(({ id, value, by, at, letters }) => (
          <li key={id}>
            <span>
              <b dir="auto">{value}</b>
              <small>
                {t('spam.letters', { count: letters })} · {by?.name ?? 'Keepline'}, <Moment at={at} />
              </small>
            </span>
            <Button
              size="compact-xs"
              variant="default"
              loading={lift.isPending}
              onClick={() => lift.mutate({ id, value })}
            >
              {t('spam.lift')}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
