import '../shell/mantine-field-css.js';
import { NativeSelect } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery, employeesQuery } from '../api/queries.js';
import { findText } from '../i18n/words.js';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import css from './people.module.css';

/** Who read and did what, newest first, by its number in the journal. */
export function AuditPage() {
  const { t, i18n } = useTranslation();
  const [actorId, setActorId] = useState('');
  const query = useInfiniteQuery(auditQuery(actorId === '' ? {} : { actorId }));
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.audit')}</h1>
        <div className={css.filters}>
          <NativeSelect
            size="xs"
            aria-label={t('audit.who')}
            data={[
              { value: '', label: t('audit.everybody') },
              ...employees.map((each) => ({ value: each.id, label: each.name })),
            ]}
            value={actorId}
            onChange={(event) => setActorId(event.currentTarget.value)}
          />
        </div>
      </header>
      <div className={page.scroll}>
        {query.isPending ? (
          <RowsSkeleton rows={10} height={26} />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon={IconHistory} title={t('audit.empty')} text={t('audit.emptyText')} />
        ) : (
          <ol className={page.box}>
            {items.map((item) => (
              <li key={item.seq} className={css.entry}>
                <time dateTime={item.at}>
                  {new Date(item.at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })}
                </time>
                <p>
                  <b>{item.actor?.name ?? t('audit.system')}</b>
                  {item.token !== null && (
                    <span className={css.through}>
                      {' '}
                      ({t('audit.byToken', { name: item.token.name || t('audit.tokenGone') })})
                    </span>
                  )}
                  {item.viewingAs !== null && (
                    <span className={css.through}> ({t('audit.viewingAs', { name: item.viewingAs.name })})</span>
                  )}{' '}
                  {findText(t, `action.${item.action}`) ?? item.action}
                  {item.client !== null && (
                    <>
                      {' · '}
                      <Link to="/clients/$clientId" params={{ clientId: item.client.id }}>
                        {item.client.name}
                      </Link>
                    </>
                  )}
                </p>
                <span className={css.seq}>№ {item.seq}</span>
              </li>
            ))}
            <ListEnd query={query} />
          </ol>
        )}
      </div>
    </section>
  );
}
