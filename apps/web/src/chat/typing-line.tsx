import { useTranslation } from 'react-i18next';
import css from './typing-line.module.css';
import type { Presence } from './typing.js';

/** That the client is writing just now, below the newest message. */
export function TypingLine({ name, presence }: { name: string; presence: Presence }) {
  const { t } = useTranslation();
  return (
    <p className={css.typing} role="status">
      <span aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {t(`chat.is.${presence}`, { name })}
    </p>
  );
}
