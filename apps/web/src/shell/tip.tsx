import type { ReactNode } from 'react';
import css from './tip.module.css';

/** A word beside an icon on hover or focus. By style alone; what it says stands on the control itself for screen readers. */
export function Tip({
  label,
  side = 'top',
  children,
}: {
  label: string;
  side?: 'top' | 'right' | 'left' | 'end';
  children: ReactNode;
}) {
  return (
    <span className={css.tip} data-tip={label} data-side={side}>
      {children}
    </span>
  );
}
