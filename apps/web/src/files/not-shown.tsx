import { IconFileOff } from '@tabler/icons-react';
import css from './file-viewer.module.css';

/** Why there is nothing to look at. */
export function NotShown({ text }: { text: string }) {
  return (
    <p className={css.not} role="status">
      <IconFileOff size={20} stroke={1.6} aria-hidden />
      <span>{text}</span>
    </p>
  );
}
