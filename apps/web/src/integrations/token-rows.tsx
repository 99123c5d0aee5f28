import { Button } from '@mantine/core';
import { IconKey, IconPlug } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { findText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { Coming } from './coming.js';
import css from './integrations.module.css';
import type { Token } from './queries.js';

/** Programs that get in, each with what it may and its way out. */
export function TokenRows({
  tokens,
  owned,
  onRevoke,
  revoking,
}: {
  tokens: readonly Token[];
  /** Only one's own tokens stand here, and those of the company are ended elsewhere. */
  owned: boolean;
  onRevoke: (id: string) => void;
  revoking: string | undefined;
}) {
  const { t } = useTranslation();
  const [sure, setSure] = useState<string | null>(null);
  return (
    <ul className={page.box}>
      {tokens.map((token) => {
        const Sign = token.integration ? IconPlug : IconKey;
        return (
          <li key={token.id} className={css.row} data-over={token.state !== 'good' || undefined}>
            <Sign size={20} stroke={1.6} aria-hidden />
            <div>
              <b>
                {token.name} <code>kl_…{token.ending}</code>
                {token.state !== 'good' && <span className={css.bad}>{t(`token.state.${token.state}`)}</span>}
                {owned && token.integration && <span className={css.tag}>{t('token.ofCompany')}</span>}
              </b>
              <small>
                {!owned && `${token.employee.name} · `}
                {t(token.readOnly ? 'token.readsOnly' : 'token.readsAndWrites')} ·{' '}
                {t(token.seesContacts ? 'token.contactsWhole' : 'token.contactsMasked')}
                {token.addresses.length > 0 && ` · ${token.addresses.join(', ')}`}
              </small>
              <small>{token.rights.map((right) => findText(t, `token.right.${right}`) ?? right).join(' · ')}</small>
              <small>
                {token.lastUsedAt === null ? (
                  t('token.unused')
                ) : (
                  <>
                    {t('token.used')} <Moment at={token.lastUsedAt} />
                  </>
                )}
                {' · '}
                {token.expiresAt === null ? (
                  t('token.endless')
                ) : (
                  <>
                    {t('token.until')} <Coming at={token.expiresAt} />
                  </>
                )}
              </small>
            </div>
            {owned && token.integration ? (
              <span />
            ) : (
              <Button
                size="compact-sm"
                variant={sure === token.id ? 'filled' : 'default'}
                color={sure === token.id ? 'red' : 'gray'}
                loading={revoking === token.id}
                aria-label={t(sure === token.id ? 'token.reallyRevokeOf' : 'token.revokeOf', { name: token.name })}
                onBlur={() => setSure(null)}
                onClick={() => (sure === token.id ? onRevoke(token.id) : setSure(token.id))}
              >
                {t(sure === token.id ? 'token.reallyRevoke' : 'token.revoke')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
