import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from './clients.module.css';

/** A mail server said that nothing arrives at this address. */
export function Undeliverable({ point }: { point: Schemas['ContactPoint'] }) {
  const { t, i18n } = useTranslation();
  if (point.undeliverable === null) return null;
  const { since, code } = point.undeliverable;
  const at = new Date(since).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
  return (
    <span className={css.undeliverable} title={t('undeliverable.about', { at, code })}>
      <IconAlertTriangle size={12} aria-hidden /> {t('undeliverable.short')}
    </span>
  );
}
