import type { ReactNode } from 'react';
import css from './tags.module.css';

/** A tag by its name; the colour only helps the eye. */
export function TagChip({ tag, children }: { tag: { name: string; colour: string }; children?: ReactNode }) {
  return (
    <span className={css.chip} data-colour={tag.colour}>
      <span>{tag.name}</span>
      {children}
    </span>
  );
}
