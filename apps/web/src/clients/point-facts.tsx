import { IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { Undeliverable } from './undeliverable.js';

/** How fresh an address is: when the client used it, when we did; otherwise how it came to the card. */
export function PointFacts({ point }: { point: Schemas['ContactPoint'] }) {
  const { t } = useTranslation();
  return (
    <small>
      {point.undeliverable !== null && <Undeliverable point={point} />}
      {point.primary && (
        <>
          <IconStarFilled size={11} aria-hidden /> {t('contact.primary')} ·{' '}
        </>
      )}
      {point.lastInAt !== null && (
        <>
          {t('contact.lastIn')} <Moment at={point.lastInAt} />
        </>
      )}
      {point.lastInAt !== null && point.lastOutAt !== null && ' · '}
      {point.lastOutAt !== null && (
        <>
          {t('contact.lastOut')} <Moment at={point.lastOutAt} />
        </>
      )}
      {point.lastInAt === null && point.lastOutAt === null && (
        <>
          {t(`contact.source.${point.source}`)} <Moment at={point.createdAt} />
        </>
      )}
    </small>
  );
}
