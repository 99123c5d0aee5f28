import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { adviceText, codeText } from '../i18n/words.js';
import css from '../mailboxes/mailboxes.module.css';

/** What was tried with Meta or on this machine, step by step, and what to do about each that failed. */
export function NumberTrial({ checks }: { checks: Schemas['WhatsappTrial']['checks'] }) {
  const { t } = useTranslation();
  return (
    <ol className={css.checks} aria-live="polite" aria-label={t('mailboxes.test')}>
      {checks.map((check) => (
        <li key={check.step}>
          {check.ok ? (
            <IconCircleCheck size={17} color="var(--k-ok)" aria-label={t('mailboxes.checkOk')} />
          ) : (
            <IconCircleX size={17} color="var(--k-bad)" aria-label={t('mailboxes.checkFailed')} />
          )}
          <div>
            {t(`whatsapp.check.${check.step}`)}
            {!check.ok && check.code !== null && (
              <>
                {': '}
                <span className={css.bad}>{codeText(t, check.code)}</span>
                <p>{adviceText(t, check.code)}</p>
              </>
            )}
            {check.detail !== null && <code>{check.detail}</code>}
          </div>
        </li>
      ))}
    </ol>
  );
}
