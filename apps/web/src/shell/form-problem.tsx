import { IconAlertCircle } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../i18n/words.js';
import css from './gate.module.css';
import { useWrongFields } from './wrong-fields.js';

/** Why a form was refused, and which of its fields; read aloud when it appears. */
export function FormProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const here = useRef<HTMLDivElement>(null);
  const wrong = useWrongFields(t, here, error);
  return (
    <div role="alert" ref={here}>
      {error !== null && error !== undefined && (
        <div className={css.error}>
          <IconAlertCircle size={16} aria-hidden />
          {wrong.length === 0 ? (
            <span>{problemText(t, error)}</span>
          ) : (
            <span>
              {wrong.map((line) => (
                <span key={line} className={css.wrong}>
                  {line}
                </span>
              ))}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
