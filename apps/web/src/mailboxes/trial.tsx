import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { adviceText, codeText, findText } from '../i18n/words.js';
import css from './mailboxes.module.css';
import type { Preset } from './presets.js';

/** What passes by itself where a mailbox stands. Of a trial nothing is kept that could be tried again. */
const passing: readonly string[] = ['mail.server-away', 'mail.try-later', 'mail.sign-in-away'];

/** What was tried, step by step, and what to do about each that failed. */
export function Trial({
  checks,
  provider,
}: {
  checks: Schemas['MailboxTrial']['checks'];
  provider: Preset['name'] | null;
}) {
  const { t } = useTranslation();
  // The hint about a server of one's own is where its name is found.
  const hinted = provider !== null && provider !== 'own';
  return (
    <ol className={css.checks} aria-live="polite">
      {checks.map((check) => (
        <li key={check.step}>
          {check.ok ? (
            <IconCircleCheck size={17} color="var(--k-ok)" aria-label={t('mailboxes.checkOk')} />
          ) : (
            <IconCircleX size={17} color="var(--k-bad)" aria-label={t('mailboxes.checkFailed')} />
          )}
          <div>
            {findText(t, `check.${check.step.replace('.', '-')}`) ?? check.step}
            {!check.ok && check.code !== null && (
              <>
                {': '}
                <span className={css.bad}>{codeText(t, check.code)}</span>
                <p>
                  {passing.includes(check.code) ? t('mailboxes.checkAgain') : adviceText(t, check.code)}
                  {check.code === 'mail.password-refused' && hinted && ` ${t(`preset.${provider}.hint`)}`}
                </p>
              </>
            )}
            {check.detail !== null && !check.ok && <code>{check.detail}</code>}
          </div>
        </li>
      ))}
    </ol>
  );
}
