import { ActionIcon } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { copyText } from '../shell/copy-text.js';
import { toast } from '../shell/toast.js';
import css from './mail-programs.module.css';

const programs = ['outlook', 'thunderbird', 'phone'] as const;

/** What a mail program has to be told, to be copied; and where in the usual ones it is said. */
export function MailProgramSettings({ program }: { program: Schemas['MailProgram'] }) {
  const { t } = useTranslation();
  const { host, port, tlsPort, login, ownCertificate } = program;
  return (
    <div className={css.settings}>
      <h3>{t('mailProgram.outgoing')}</h3>
      <dl>
        <Setting name={t('mailProgram.server')} value={host} />
        <Setting name={t('mailProgram.tls')} value={String(tlsPort)} />
        <Setting name={t('mailProgram.startTls')} value={String(port)} />
        <Setting name={t('mailProgram.login')} value={login} />
        <Setting name={t('mailProgram.password')} told={t('mailProgram.passwordMade')} />
      </dl>
      {ownCertificate && <p>{t('mailProgram.ownCertificate')}</p>}
      {programs.map((name) => (
        <details key={name}>
          <summary>{t(`mailProgram.hint.${name}.title`)}</summary>
          <p>{t(`mailProgram.hint.${name}.text`, { host, tlsPort, login })}</p>
        </details>
      ))}
    </div>
  );
}

function Setting({ name, value, told }: { name: string; value?: string; told?: string }) {
  const { t } = useTranslation();
  const copy = async () => {
    if (value !== undefined && (await copyText(t, value))) toast.ok(t('account.copied'));
  };
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value === undefined ? told : <code>{value}</code>}
        {value !== undefined && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('mailProgram.copyOf', { name })}
            onClick={() => void copy()}
          >
            <IconCopy size={15} aria-hidden />
          </ActionIcon>
        )}
      </dd>
    </div>
  );
}
