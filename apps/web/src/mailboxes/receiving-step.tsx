import { Checkbox, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import type { MailboxForm } from './mailbox-form.js';
import css from './mailboxes.module.css';
import { SentFolder } from './sent-folder.js';

interface Props {
  form: MailboxForm;
  onChange: (to: Partial<MailboxForm>) => void;
  /** What the server offers, known after the test. */
  folders: Schemas['MailboxTrial']['folders'];
}

/** Which folders, from what day on, and how answers find their conversation. */
export function ReceivingStep({ form, onChange, folders }: Props) {
  const { t, i18n } = useTranslation();
  const [local, domain] = (form.address.includes('@') ? form.address : 'info@company.com').split('@');
  const offered =
    folders.length > 0 ? folders : form.folders.map((path) => ({ path, specialUse: null, messages: null }));
  const toggle = (path: string, on: boolean) => {
    const next = on ? [...form.folders, path] : form.folders.filter((each) => each !== path);
    if (next.length > 0) onChange({ folders: next });
  };
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      {form.receive === 'imap' && (
        <>
          <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
            <legend style={{ padding: '0 0 0.4rem', fontSize: '0.8125rem', fontWeight: 500 }}>
              {t('mailboxes.folders')}
            </legend>
            <div className={css.folders}>
              {offered.map((folder) => (
                <Checkbox
                  key={folder.path}
                  size="xs"
                  label={
                    <>
                      {folder.path}{' '}
                      {folder.messages !== null && <small>{folder.messages.toLocaleString(i18n.language)}</small>}
                    </>
                  }
                  checked={form.folders.includes(folder.path)}
                  disabled={form.folders.length === 1 && form.folders.includes(folder.path)}
                  onChange={(event) => toggle(folder.path, event.currentTarget.checked)}
                />
              ))}
            </div>
            {folders.length === 0 && (
              <p style={{ margin: '0.4rem 0 0', color: 'var(--k-dim)', fontSize: '0.8125rem' }}>
                {t('mailboxes.foldersAfterTest')}
              </p>
            )}
          </fieldset>
          <div className={css.two}>
            <SentFolder form={form} onChange={onChange} folders={folders} />
            <TextInput
              name="mailbox.backfillFrom"
              type="date"
              label={t('mailboxes.backfill')}
              description={t('mailboxes.backfillHint')}
              max={today}
              value={form.backfillFrom}
              onChange={(event) => onChange({ backfillFrom: event.currentTarget.value })}
            />
          </div>
          {form.canSend && form.sent !== 'none' && (
            <Switch
              size="sm"
              label={t('mailboxes.appendSent')}
              description={t('mailboxes.appendSentHint')}
              checked={form.appendSent}
              onChange={(event) => onChange({ appendSent: event.currentTarget.checked })}
            />
          )}
        </>
      )}
      <div className={css.plus}>
        <Switch
          size="sm"
          label={t('mailboxes.plus')}
          checked={form.plusAddressing}
          onChange={(event) => onChange({ plusAddressing: event.currentTarget.checked })}
        />
        <p>
          {t('mailboxes.plusText')} <code>{`${local ?? ''}+k7f2…@${domain ?? ''}`}</code>
        </p>
      </div>
    </>
  );
}
