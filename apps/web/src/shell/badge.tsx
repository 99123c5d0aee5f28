import { useTranslation } from 'react-i18next';
import css from './shell.module.css';

/** A count on a page's icon; nothing at zero: plural rules are costly to ask for the first time, and most counts are zero. */
export function Badge({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className={css.badge} aria-label={t('shell.badge', { count })}>
      {count > 99 ? '99+' : count}
    </span>
  );
}
