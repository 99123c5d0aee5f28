import { IconKey, IconMail } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './account.module.css';
import { allMailPasswordsQuery } from './queries.js';

type Password = Schemas['AnyMailPassword'];

/** By which mail programs everybody's letters come in: whose, on which device, when last; each with its end. */
export function MailPasswordsPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(allMailPasswordsQuery);
  const passwords = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <SettingsFrame title={t('settings.title.mailPasswords')}>
      <section className={page.section}>
        <p>{t('mailProgram.all.text')}</p>
        {query.isPending ? (
          <RowsSkeleton rows={5} height={56} />
        ) : query.isError ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : passwords.length === 0 ? (
          <Empty icon={IconKey} title={t('mailProgram.all.none')} text={t('mailProgram.all.noneText')} />
        ) : (
          <ul className={css.rows} aria-label={t('settings.title.mailPasswords')}>
            {passwords.map((password) => (
              <Row key={password.id} password={password} />
            ))}
            <ListEnd query={query} />
          </ul>
        )}
      </section>
    </SettingsFrame>
  );
}

function Row({
  password: { id, employee, name, program, createdAt, lastUsedAt, lastUsedFrom },
}: {
  password: Password;
}) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () =>
      take(
        api.DELETE('/api/v1/employees/{id}/mail-passwords/{passwordId}', {
          params: { path: { id: employee.id, passwordId: id } },
        }),
      ),
    onSuccess: () => toast.ok(t('mailProgram.revoked')),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.allMailPasswords }),
  });
  const whose = `${employee.name}, ${name}`;
  return (
    <li>
      <IconMail size={20} stroke={1.6} aria-hidden />
      <div>
        <b>{employee.name}</b>
        <span className={css.device}>
          {name}
          {program !== null && ` · ${program}`}
        </span>
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
        variant={sure ? 'filled' : 'default'}
        color={sure ? 'red' : 'gray'}
        loading={revoke.isPending}
        aria-label={t(sure ? 'mailProgram.reallyRevokeOf' : 'mailProgram.revokeOf', { name: whose })}
        onBlur={() => setSure(false)}
        onClick={() => (sure ? revoke.mutate() : setSure(true))}
      >
        {t(sure ? 'mailProgram.reallyRevoke' : 'mailProgram.revoke')}
      </Button>
    </li>
  );
}
