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
import { myTokensQuery } from './queries.js';
import { TokenDialog } from './token-dialog.js';
import { TokenRows } from './token-rows.js';

/** Programs that act in my name; part of my account. */
export function MyTokens() {
  const { t } = useTranslation();
  const query = useQuery(myTokensQuery);
  const [making, setMaking] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.myTokens }),
  });
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('token.mine')}</h2>
        <Button size="xs" variant="default" onClick={() => setMaking(true)}>
          {t('token.new')}
        </Button>
      </div>
      <p>{t('token.mineText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={1} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        query.data.items.length > 0 && (
          <TokenRows
            owned
            tokens={query.data.items}
            onRevoke={(id) => revoke.mutate(id)}
            revoking={revoke.isPending ? revoke.variables : undefined}
          />
        )
      )}
      {making && <TokenDialog company={false} onClose={() => setMaking(false)} />}
    </section>
  );
}
