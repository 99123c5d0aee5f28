import css from './shell.module.css';

/** A count on a page's icon; nothing at zero. */
export function Badge({ count, label }: { count: number; label: string }) {
  if (count === 0) return null;
  return (
    <span className={css.badge} aria-label={label}>
      {count > 99 ? '99+' : count}
    </span>
  );
}
