import { IconMailForward } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { DeliveryState } from '../timeline/delivery.js';
import css from './forwarding.module.css';

/** To whose mailboxes a letter went on, and how far it has come. */
export function ForwardedTo({ deliveries }: { deliveries: readonly Schemas['Delivery'][] }) {
  const { t } = useTranslation();
  const forwards = deliveries.filter(({ purpose }) => purpose === 'forward');
  if (forwards.length === 0) return null;
  return (
    <ul className={css.forwarded}>
      {forwards.map((each) => (
        <li key={each.id}>
          <IconMailForward size={14} aria-hidden />
          {t('timeline.forwardedTo', { name: each.employee?.name ?? each.recipient })}
          <DeliveryState status={each.state} />
        </li>
      ))}
    </ul>
  );
}
