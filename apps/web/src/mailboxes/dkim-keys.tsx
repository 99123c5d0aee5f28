import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import { DnsRecordBox } from './dns-record.js';
import css from './domains.module.css';
import { keepDomain, type MailDomain } from './queries.js';

type Key = MailDomain['keys'][number];

/** With what letters of a domain are signed, where they go through a server of the company's own. */
export function DkimKeys({ domain }: { domain: MailDomain }) {
  const { t } = useTranslation();
  const make = useMutation({
    mutationFn: () =>
      take(api.POST('/api/v1/mail-domains/{domain}/keys', { params: { path: { domain: domain.domain } } })),
    onSuccess: keepDomain,
  });
  const waits = domain.keys.some(({ state }) => state === 'made');
  if (!domain.signs && domain.keys.length === 0) return null;
  return (
    <div className={css.keys}>
      <div className={css.head}>
        <h3>{t('mailDomain.keys')}</h3>
        <span className={css.when} />
        {!waits && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconKey size={14} aria-hidden />}
            loading={make.isPending}
            aria-label={`${t(domain.keys.length === 0 ? 'mailDomain.make' : 'mailDomain.rotate')}: ${domain.domain}`}
            onClick={() => make.mutate()}
          >
            {t(domain.keys.length === 0 ? 'mailDomain.make' : 'mailDomain.rotate')}
          </Button>
        )}
      </div>
      <FormProblem error={make.error} />
      <ul>
        {domain.keys.map((key) => (
          <KeyRow key={key.selector} domain={domain.domain} dkimKey={key} />
        ))}
      </ul>
    </div>
  );
}

function KeyRow({ domain, dkimKey }: { domain: string; dkimKey: Key }) {
  const { t } = useTranslation();
  const { selector, state } = dkimKey;
  const params = { path: { domain, selector } };
  const activate = useMutation({
    mutationFn: () => take(api.POST('/api/v1/mail-domains/{domain}/keys/{selector}/activate', { params })),
    onSuccess: keepDomain,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/mail-domains/{domain}/keys/{selector}', { params })),
    onSuccess: keepDomain,
  });
  return (
    <li>
      <div className={css.key}>
        <code>{selector}</code>
        <span data-state={state}>{t(`mailDomain.keyState.${state}`)}</span>
        <span className={css.when} />
        {state === 'made' && (
          <Button
            size="compact-sm"
            loading={activate.isPending}
            aria-label={`${t('mailDomain.activate')}: ${selector}`}
            onClick={() => activate.mutate()}
          >
            {t('mailDomain.activate')}
          </Button>
        )}
        {state !== 'active' && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            loading={remove.isPending}
            aria-label={`${t('mailDomain.remove')}: ${selector}`}
            onClick={() => remove.mutate()}
          >
            {t('mailDomain.remove')}
          </Button>
        )}
      </div>
      <FormProblem error={activate.error ?? remove.error} />
      {state === 'made' && <DnsRecordBox record={dkimKey.record} said={t('mailDomain.add')} />}
    </li>
  );
}
