import { Button, NativeSelect, NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/NumberInput.layer.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailboxForm, ServerForm } from './mailbox-form.js';
import css from './mailboxes.module.css';
import { usualPorts, type Security } from './presets.js';
import { AuthChoice } from './auth-choice.js';
import { ProviderSignIn } from './provider-sign-in.js';

interface Props {
  form: MailboxForm;
  onChange: (to: Partial<MailboxForm>) => void;
  /** A password is stored already: an empty field leaves it. */
  stored: boolean;
  /** Whether the servers' names are for the user to know. */
  open: boolean;
  channelId: string | null;
  onLeave: () => void;
}

export function ServersStep({ form, onChange, stored, open, channelId, onLeave }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(open);
  const visible = shown || open;
  const imap = form.receive === 'imap';
  const byPassword = form.auth === 'password';
  return (
    <>
      <AuthChoice form={form} onChange={onChange} />
      {!byPassword && <ProviderSignIn form={form} channelId={channelId} onLeave={onLeave} />}
      {imap && (
        <>
          <Login
            kind="imap"
            passwords={byPassword}
            server={form.imap}
            stored={stored}
            fallbackUser={form.address}
            onChange={(to) => onChange({ imap: { ...form.imap, ...to } })}
          />
          {visible && (
            <ServerFields
              kind="imap"
              server={form.imap}
              onChange={(to) => onChange({ imap: { ...form.imap, ...to } })}
            />
          )}
        </>
      )}
      <Switch
        size="sm"
        label={t('mailboxes.canSend')}
        checked={form.canSend}
        onChange={(event) => onChange({ canSend: event.currentTarget.checked })}
      />
      {form.canSend && visible && (
        <ServerFields kind="smtp" server={form.smtp} onChange={(to) => onChange({ smtp: { ...form.smtp, ...to } })} />
      )}
      {form.canSend && imap && byPassword && (
        <Switch
          size="sm"
          label={t('mailboxes.sameLogin')}
          checked={form.sameLogin}
          onChange={(event) => onChange({ sameLogin: event.currentTarget.checked })}
        />
      )}
      {form.canSend && !(imap && (form.sameLogin || !byPassword)) && (
        <Login
          kind="smtp"
          passwords={byPassword}
          server={form.smtp}
          stored={stored}
          fallbackUser={form.address}
          onChange={(to) => onChange({ smtp: { ...form.smtp, ...to } })}
        />
      )}
      {form.canSend && visible && (
        <Switch
          size="sm"
          label={t('mailDomain.sign')}
          description={t('mailDomain.signHint')}
          checked={form.dkim}
          onChange={(event) => onChange({ dkim: event.currentTarget.checked })}
        />
      )}
      {!visible && (
        <Button size="compact-xs" variant="subtle" className={css.showServers} onClick={() => setShown(true)}>
          {t('mailboxes.showServers', { imap: form.imap.host, smtp: form.smtp.host })}
        </Button>
      )}
    </>
  );
}

interface LoginProps {
  kind: 'imap' | 'smtp';
  server: ServerForm;
  stored: boolean;
  fallbackUser: string;
  passwords: boolean;
  onChange: (to: Partial<ServerForm>) => void;
}

function Login({ kind, server, stored, fallbackUser, passwords, onChange }: LoginProps) {
  const { t } = useTranslation();
  return (
    <div className={css.two}>
      <TextInput
        name={`mailbox.${kind}.user`}
        label={t('mailboxes.user')}
        autoComplete="off"
        spellCheck={false}
        placeholder={fallbackUser}
        value={server.user}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
      />
      {passwords && (
        <PasswordInput
          name={`${kind}Password`}
          label={t('mailboxes.password')}
          autoComplete="new-password"
          placeholder={stored ? t('mailboxes.storedPassword') : ''}
          value={server.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
      )}
    </div>
  );
}

interface FieldsProps {
  kind: 'imap' | 'smtp';
  server: ServerForm;
  onChange: (to: Partial<ServerForm>) => void;
}

function ServerFields({ kind, server, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const secure = (security: Security) =>
    onChange({
      security,
      ...(server.port === usualPorts[kind][server.security] ? { port: usualPorts[kind][security] } : {}),
    });
  return (
    <div className={css.server}>
      <TextInput
        name={`mailbox.${kind}.host`}
        label={t(kind === 'imap' ? 'mailboxes.imapHost' : 'mailboxes.smtpHost')}
        required
        withAsterisk={false}
        spellCheck={false}
        placeholder={`${kind}.company.com`}
        value={server.host}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
      />
      <NumberInput
        name={`mailbox.${kind}.port`}
        label={t('mailboxes.port')}
        min={1}
        max={65_535}
        allowDecimal={false}
        hideControls
        value={server.port}
        onChange={(port) => onChange({ port: Number(port) || 0 })}
      />
      <NativeSelect
        label={t('mailboxes.security')}
        data={(['tls', 'starttls', 'none'] as const).map((value) => ({
          value,
          label: t(`mailboxes.securityKind.${value}`),
        }))}
        value={server.security}
        onChange={(event) => secure(event.currentTarget.value as Security)}
      />
    </div>
  );
}
