import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './account.module.css';

/** Ten codes for the day when the telephone is lost; this page is the only one that ever shows them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  const text = codes.join('\n');
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${t('account.recovery.file')}\n\n${text}\n`], { type: 'text/plain' }));
    link.download = 'keepline-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className={css.form} role="group" aria-label={t('account.recovery.title')}>
      <b>{t('account.recovery.title')}</b>
      <p className={css.text}>{t('account.recovery.text')}</p>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        <Button size="xs" onClick={onKept}>
          {t('account.recovery.kept')}
        </Button>
        <Button size="xs" variant="default" onClick={save}>
          {t('account.recovery.save')}
        </Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {t(copied ? 'account.copied' : 'account.copy')}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
