import { Button, Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import importing from '../../clients/importing/importing.module.css';
import { adviceText, codeText } from '../../i18n/words.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import css from '../mailboxes.module.css';
import { presetOf, usualPorts, type Security, type Server } from '../presets.js';
import own from './old-mail.module.css';
import type { MailImport } from './queries.js';

/** What is made new of every letter by the server itself, or was thrown away. */
const seldomWanted = new Set(['\\All', '\\Junk', '\\Trash', '\\Drafts', '\\Flagged', '\\Important']);
const none: Server = { host: '', port: 993, security: 'tls' };

/** A mailbox that is still on its server. It is only read. */
export function ServerSource({ onAdded }: { onAdded: (added: MailImport) => void }) {
  const { t, i18n } = useTranslation();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [typed, setTyped] = useState<Server | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const server = typed ?? presetOf(user)?.imap ?? none;
  const body = { server: { ...server, host: server.host.trim(), user: user.trim() }, password };
  const trial = useMutation({
    mutationFn: () => take(api.POST('/api/v1/mail-imports/trial', { body })),
    onSuccess: ({ folders }) =>
      setChosen(
        new Set(folders.filter(({ specialUse }) => !seldomWanted.has(specialUse ?? '')).map(({ path }) => path)),
      ),
  });
  const add = useMutation({
    mutationFn: () => take(api.POST('/api/v1/mail-imports/mailboxes', { body: { ...body, folders: [...chosen] } })),
    onSuccess: (added) => {
      queryClient.setQueryData(keys.mailImportOf(added.id), added);
      void queryClient.invalidateQueries({ queryKey: keys.mailImports });
      onAdded(added);
    },
  });
  const change = (to: Partial<Server>) => {
    setTyped({ ...server, ...to });
    trial.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trial.mutate();
  };
  const folders = trial.data?.code === null ? trial.data.folders : [];
  const code = trial.data?.code ?? null;
  return (
    <section className={page.section}>
      <h2>{t('oldMail.server')}</h2>
      <p>{t('oldMail.serverText')}</p>
      <form className={page.form} onSubmit={submit}>
        <div className={css.two}>
          <TextInput
            name="server.user"
            label={t('mailboxes.user')}
            required
            withAsterisk={false}
            autoComplete="off"
            spellCheck={false}
            placeholder="olena@company.com"
            value={user}
            onChange={(event) => {
              setUser(event.currentTarget.value);
              trial.reset();
            }}
          />
          <PasswordInput
            name="password"
            label={t('mailboxes.password')}
            required
            withAsterisk={false}
            autoComplete="new-password"
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
              trial.reset();
            }}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          />
        </div>
        <div className={css.server}>
          <TextInput
            name="server.host"
            label={t('mailboxes.imapHost')}
            required
            withAsterisk={false}
            spellCheck={false}
            placeholder="imap.company.com"
            value={server.host}
            onChange={(event) => change({ host: event.currentTarget.value })}
          />
          <NumberInput
            name="server.port"
            label={t('mailboxes.port')}
            min={1}
            max={65_535}
            allowDecimal={false}
            hideControls
            value={server.port}
            onChange={(port) => change({ port: Number(port) || 0 })}
          />
          <NativeSelect
            label={t('mailboxes.security')}
            data={(['tls', 'starttls', 'none'] as const).map((value) => ({
              value,
              label: t(`mailboxes.securityKind.${value}`),
            }))}
            value={server.security}
            onChange={(event) => {
              const security = event.currentTarget.value as Security;
              const usual = server.port === usualPorts.imap[server.security];
              change({ security, ...(usual ? { port: usualPorts.imap[security] } : {}) });
            }}
          />
        </div>
        <FormProblem error={trial.error} />
        {code !== null && (
          <p className={importing.trouble} role="alert">
            {[codeText(t, code), adviceText(t, code)].filter(Boolean).join('. ')}
          </p>
        )}
        <Button
          type="submit"
          variant={folders.length > 0 ? 'default' : 'filled'}
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={trial.isPending}
        >
          {t('oldMail.seeFolders')}
        </Button>
      </form>
      {folders.length > 0 && (
        <>
          <fieldset className={own.folders}>
            <legend>{t('oldMail.folders')}</legend>
            <div className={css.folders}>
              {folders.map(({ path, messages }) => (
                <Checkbox
                  key={path}
                  size="xs"
                  label={
                    <>
                      {path} {messages !== null && <small>{messages.toLocaleString(i18n.language)}</small>}
                    </>
                  }
                  checked={chosen.has(path)}
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.currentTarget.checked) next.add(path);
                    else next.delete(path);
                    setChosen(next);
                  }}
                />
              ))}
            </div>
          </fieldset>
          <FormProblem error={add.error} />
          <div className={page.acts}>
            <span className={importing.calm}>{t('importing.checkText')}</span>
            <Button loading={add.isPending} disabled={chosen.size === 0} onClick={() => add.mutate()}>
              {t('oldMail.goOn')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
