import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../i18n/words.js';
import css from './gate.module.css';

/** Why a form was refused; read aloud when it appears. */
export function FormProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      {error !== null && error !== undefined && (
        <div className={css.error}>
          <IconAlertCircle size={16} aria-hidden />
          <span>{problemText(t, error)}</span>
        </div>
      )}
    </div>
  );
}
