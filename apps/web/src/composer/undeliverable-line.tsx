import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from './composer.module.css';

/** Before one writes to an address at which nothing arrives. */
export function UndeliverableLine({ since, code }: NonNullable<Schemas['ContactPoint']['undeliverable']>) {
  const { t, i18n } = useTranslation();
  const at = new Date(since).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
  return (
    <p className={css.undeliverable} role="status">
      <IconAlertTriangle size={15} aria-hidden />
      <span>{t('undeliverable.about', { at, code })}</span>
    </p>
  );
}
