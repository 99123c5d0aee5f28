import { Button, PasswordInput, Progress } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { codeText } from '../../i18n/words.js';
import page from '../../shell/page.module.css';
import { useMailImportAct } from './acts.js';
import type { MailImport } from './queries.js';
import { Tallied } from './tallied.js';

/** It stands still: somebody wanted it so, or the mailbox does not open any more. */
export function Paused({ item }: { item: MailImport }) {
  const { t, i18n } = useTranslation();
  const resume = useMailImportAct(item.id, 'resume');
  const cancel = useMailImportAct(item.id, 'cancel');
  const [password, setPassword] = useState('');
  const number = (n: number) => n.toLocaleString(i18n.language);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    resume.mutate(password === '' ? undefined : password);
  };
  return (
    <form className={css.working} onSubmit={submit}>
      <h2>{t('oldMail.state.paused')}</h2>
      <Progress value={(item.share ?? 0) * 100} size="lg" aria-label={t('oldMail.running')} />
      <p>
        {t('importing.rowsOf', {
          done: number(item.doneLetters),
          total: number(item.totalLetters ?? item.doneLetters),
        })}
      </p>
      {item.code !== null && (
        <p className={css.trouble} role="alert">
          {codeText(t, item.code, item.details)}
        </p>
      )}
      {item.did !== null && <Tallied tally={item.did} />}
      {item.source === 'mailbox' && item.code !== null && (
        <PasswordInput
          name="password"
          label={t('mailboxes.password')}
          placeholder={t('mailboxes.storedPassword')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
      )}
      <div className={page.acts}>
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t('importing.stop')}
        </Button>
        <Button type="submit" loading={resume.isPending}>
          {t('oldMail.resume')}
        </Button>
      </div>
    </form>
  );
}
