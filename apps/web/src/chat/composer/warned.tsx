import { Button } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { findText } from '../../i18n/words.js';
import { findingsOf } from './findings.js';
import css from './warned.module.css';

interface Props {
  /** What the server found, as it said it. */
  findings: unknown;
  /** null: it cannot be changed, only thrown away or sent. */
  onChange: (() => void) | null;
  onDiscard: () => void;
  onSend: () => void;
}

/** What the protection of clients found in a message: shown to its writer, who changes it or sends it all the same. */
export function Warned({ findings, onChange, onDiscard, onSend }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.warned} role="alert">
      <p>
        <IconShieldExclamation size={18} aria-hidden />
        <b>{t('chat.warned')}</b>
      </p>
      <ul>
        {findingsOf(findings).map(({ kind, text }, index) => (
          <li key={index}>
            {findText(t, `chat.finding.${kind}`) ?? kind}
            {text !== null && (
              <>
                : <q>{text}</q>
              </>
            )}
          </li>
        ))}
      </ul>
      <p className={css.about}>{t('chat.warnedAbout')}</p>
      <div className={css.acts}>
        <Button size="compact-sm" autoFocus onClick={onChange ?? onDiscard}>
          {t(onChange === null ? 'composer.discard' : 'composer.takeBack')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onSend}>
          {t('chat.sendAnyway')}
        </Button>
      </div>
    </div>
  );
}
