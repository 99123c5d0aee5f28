import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './empty.module.css';

/** An empty list says how it fills, and offers the next step. */
export function Empty({
  icon: Sign,
  title,
  text,
  children,
}: {
  icon: Icon;
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <Sign size={30} stroke={1.4} aria-hidden />
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children !== undefined && <div className={css.acts}>{children}</div>}
    </div>
  );
}
