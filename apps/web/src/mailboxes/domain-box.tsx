import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { findText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import { DkimKeys } from './dkim-keys.js';
import { DnsRecordBox } from './dns-record.js';
import css from './domains.module.css';
import { keepDomain, type MailDomain } from './queries.js';

type Check = MailDomain['checks'][number];

const signs: Record<Check['verdict'], Icon> = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  unknown: IconHelpCircle,
};

/** One domain: four lights, and below them what to do about each that is not green. */
export function DomainBox({ domain }: { domain: MailDomain }) {
  const { t } = useTranslation();
  const params = { path: { domain: domain.domain } };
  const look = useMutation({
    mutationFn: () => take(api.POST('/api/v1/mail-domains/{domain}/look', { params })),
    onSuccess: keepDomain,
  });
  // What nobody has looked at yet is looked at when somebody comes to see it.
  const begun = useRef(false);
  const { lookedAt } = domain;
  const { mutate } = look;
  useEffect(() => {
    if (lookedAt !== null || begun.current) return;
    begun.current = true;
    mutate();
  }, [lookedAt, mutate]);
  const todo = domain.checks.filter(({ verdict }) => verdict !== 'ok');
  return (
    <section className={css.box} aria-label={domain.domain}>
      <header className={css.head}>
        <h2>{domain.domain}</h2>
        <span className={css.when} role="status">
          {lookedAt !== null && (
            <>
              {t('mailDomain.lookedAt')} <Moment at={lookedAt} />
            </>
          )}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={look.isPending}
          aria-label={`${t('mailDomain.look')}: ${domain.domain}`}
          onClick={() => look.mutate()}
        >
          {t('mailDomain.look')}
        </Button>
      </header>
      <FormProblem error={look.error} />
      <ul className={css.lights}>
        {(['mx', 'spf', 'dkim', 'dmarc'] as const).map((what) => {
          const check = domain.checks.find((one) => one.what === what);
          const verdict = check?.verdict ?? 'unknown';
          const Sign = signs[verdict];
          return (
            <li key={what} data-verdict={verdict}>
              <Sign size={20} aria-hidden />
              <div>
                <b>{what.toUpperCase()}</b>
                <span>{t(`mailDomain.verdict.${verdict}`)}</span>
                <small>{t(`mailDomain.what.${what}`)}</small>
              </div>
            </li>
          );
        })}
      </ul>
      {todo.length > 0 && (
        <ul className={css.todo}>
          {todo.map((check) => (
            <Todo key={check.what} check={check} />
          ))}
        </ul>
      )}
      <DkimKeys domain={domain} />
    </section>
  );
}

function Todo({ check }: { check: Check }) {
  const { t } = useTranslation();
  const words = findText(t, `mailDomain.code.${check.code.replace('.', '-')}`) ?? check.code;
  return (
    <li>
      <p>
        <b>{check.what.toUpperCase()}</b> {words}
      </p>
      {check.found.length > 0 && (
        <details className={css.found}>
          <summary>{t('mailDomain.found')}</summary>
          {check.found.map((record) => (
            <code key={record}>{record}</code>
          ))}
        </details>
      )}
      {/* A key that waits stands below with its record. */}
      {check.add !== null && check.code !== 'dkim.to-publish' && (
        <DnsRecordBox
          record={check.add}
          said={t(check.found.length > 0 && check.what !== 'dkim' ? 'mailDomain.replace' : 'mailDomain.add')}
        />
      )}
    </li>
  );
}
