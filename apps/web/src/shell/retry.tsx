import { useTranslation } from 'react-i18next';
import css from './retry.module.css';

/** Looks as Mantine's default button: that one would bring its whole machinery of styles into the first page. */
export function Retry({ compact = false, onRetry }: { compact?: boolean; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={css.retry} data-compact={compact || undefined} onClick={onRetry}>
      {t('act.retry')}
    </button>
  );
}
