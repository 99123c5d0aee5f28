import { Button } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import css from './account.module.css';
import type { MailPassword } from './queries.js';

/** Mail programs that get in, each with its end. */
export function MailPasswordRows({
  passwords,
  onRevoke,
  revoking,
}: {
  passwords: readonly MailPassword[];
  onRevoke: (id: string) => void;
  /** The one that is being revoked. */
  revoking: string | undefined;
}) {
  const { t } = useTranslation();
  const [sure, setSure] = useState<string | null>(null);
  return (
    <ul className={css.rows}>
      {passwords.map(({ id, name, createdAt, lastUsedAt, lastUsedFrom }) => (
        <li key={id}>
          <IconMail size={20} stroke={1.6} aria-hidden />
          <div>
            <b>{name}</b>
            <small>
              {t('mailProgram.made')} <Moment at={createdAt} /> ·{' '}
              {lastUsedAt === null ? (
                t('mailProgram.unused')
              ) : (
                <>
                  {t('mailProgram.used')} <Moment at={lastUsedAt} /> · {lastUsedFrom ?? t('account.noAddress')}
                </>
              )}
            </small>
          </div>
          <Button
            size="compact-sm"
            variant={sure === id ? 'filled' : 'default'}
            color={sure === id ? 'red' : 'gray'}
            loading={revoking === id}
            aria-label={t(sure === id ? 'mailProgram.reallyRevokeOf' : 'mailProgram.revokeOf', { name })}
            onBlur={() => setSure(null)}
            onClick={() => (sure === id ? onRevoke(id) : setSure(id))}
          >
            {t(sure === id ? 'mailProgram.reallyRevoke' : 'mailProgram.revoke')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
