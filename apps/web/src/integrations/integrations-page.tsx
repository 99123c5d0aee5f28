import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import { Button } from '@mantine/core';
import { IconPlug, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './integrations.module.css';
import { integrationsQuery } from './queries.js';
import { TokenDialog } from './token-dialog.js';
import { TokenRows } from './token-rows.js';
import { Webhooks } from './webhooks.js';

/** Programs of the company and of everybody in it. */
export function IntegrationsPage() {
  const { t } = useTranslation();
  const query = useQuery(integrationsQuery);
  const [making, setMaking] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/integrations/{id}', { params: { path: { id } } })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.integrations }),
  });
  const make = (
    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
      {t('token.newIntegration')}
    </Button>
  );
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.integrations')}</h1>
        <span className={page.spring} />
        {make}
      </header>
      <div className={page.scroll}>
        <section className={page.section}>
          <h2>{t('token.all')}</h2>
          <p>
            {t('token.allText')}{' '}
            <a className={css.link} href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
              {t('token.description')}
            </a>
          </p>
          {query.isPending ? (
            <RowsSkeleton rows={3} height={60} />
          ) : query.isError ? (
            <Trouble error={query.error} onRetry={() => void query.refetch()} />
          ) : query.data.items.length === 0 ? (
            <Empty icon={IconPlug} title={t('token.none')} text={t('token.noneText')} />
          ) : (
            <TokenRows
              owned={false}
              tokens={query.data.items}
              onRevoke={(id) => revoke.mutate(id)}
              revoking={revoke.isPending ? revoke.variables : undefined}
            />
          )}
        </section>
        <Webhooks />
      </div>
      {making && <TokenDialog company onClose={() => setMaking(false)} />}
    </section>
  );
}
