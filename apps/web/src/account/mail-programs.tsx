import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './account.module.css';
import { MailPasswordDialog } from './mail-password-dialog.js';
import { MailPasswordRows } from './mail-password-rows.js';
import { MailProgramSettings } from './mail-program-settings.js';
import { myMailPasswordsQuery } from './queries.js';

/** Outlook, Thunderbird, the telephone's mail: what they have to be told, and by which passwords they get in. */
export function MailPrograms() {
  const { t } = useTranslation();
  const query = useQuery(myMailPasswordsQuery);
  const [making, setMaking] = useState(false);
  const revoke = useMutation({
    mutationFn: (passwordId: string) =>
      take(api.DELETE('/api/v1/me/mail-passwords/{passwordId}', { params: { path: { passwordId } } })),
    onSuccess: () => toast.ok(t('mailProgram.revoked')),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.myMailPasswords }),
  });
  return (
    <section className={page.section} aria-label={t('mailProgram.title')}>
      <div className={page.sectionHead}>
        <h2>{t('mailProgram.title')}</h2>
        <Button size="xs" variant="default" disabled={!query.isSuccess} onClick={() => setMaking(true)}>
          {t('mailProgram.new')}
        </Button>
      </div>
      <p className={css.text}>{t('mailProgram.text')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={1} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <MailPasswordRows
            passwords={query.data.items}
            onRevoke={(id) => revoke.mutate(id)}
            revoking={revoke.isPending ? revoke.variables : undefined}
          />
          {query.data.items.length > 0 && <MailProgramSettings program={query.data.program} />}
          {making && <MailPasswordDialog program={query.data.program} onClose={() => setMaking(false)} />}
        </>
      )}
    </section>
  );
}
