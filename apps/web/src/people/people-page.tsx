import '../shell/mantine-dialog-css.js';
import { Button } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { employeesQuery } from '../api/queries.js';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { EmployeeDialog } from './employee-dialog.js';
import { InviteDialog } from './invite-dialog.js';
import { Invited } from './invited.js';
import { LeavingDialog } from './leaving-dialog.js';
import css from './people.module.css';
import { Teams } from './teams.js';

export function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const mayManage = useMay('people.manage');
  const query = useInfiniteQuery(employeesQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const [dialog, setDialog] = useState<Schemas['Employee'] | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Schemas['Employee'] | null>(null);
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.people')}</h1>
        <span className={page.spring} />
        {mayManage && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('new')}>
            {t('invite.title')}
          </Button>
        )}
      </header>
      <div className={page.scroll}>
        {query.isPending ? (
          <RowsSkeleton rows={4} height={48} />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ul className={page.box}>
            {items.map((item) => (
              <li key={item.id} className={css.employee} data-suspended={item.status === 'suspended' || undefined}>
                <Person name={item.name} size={34} />
                <div className={css.who}>
                  <b>
                    {item.name}
                    {item.id === me.id && <span className={css.tag}>{t('people.you')}</span>}
                    {item.status === 'suspended' && <span className={css.tag}>{t('people.suspended')}</span>}
                  </b>
                  <small>{item.email}</small>
                </div>
                <div className={css.facts}>
                  <span>{t(`people.role.${item.role}`)}</span>
                  <small>{item.team?.name ?? t('people.noTeam')}</small>
                </div>
                <span className={css.sees}>
                  {item.role === 'employee'
                    ? t(item.seesContacts ? 'people.seesContacts' : 'people.contactsMasked')
                    : ''}
                </span>
                {mayManage && item.role !== 'owner' ? (
                  <Button size="compact-sm" variant="default" onClick={() => setDialog(item)}>
                    {t('people.change')}
                  </Button>
                ) : (
                  <span />
                )}
              </li>
            ))}
            <ListEnd query={query} />
          </ul>
        )}
        {items.length === 1 && mayManage && (
          <Empty icon={IconUsers} title={t('people.alone')} text={t('people.aloneText')}>
            <Button size="xs" onClick={() => setDialog('new')}>
              {t('invite.title')}
            </Button>
          </Empty>
        )}
        {mayManage && <Invited />}
        <Teams mayManage={mayManage} employees={items} />
      </div>
      {dialog === 'new' ? (
        <InviteDialog onClose={() => setDialog(null)} />
      ) : (
        dialog !== null && (
          <EmployeeDialog
            employee={items.find(({ id }) => id === dialog.id) ?? dialog}
            onLeaving={() => {
              setLeaving(dialog);
              setDialog(null);
            }}
            onClose={() => setDialog(null)}
          />
        )
      )}
      {leaving !== null && <LeavingDialog employee={leaving} employees={items} onClose={() => setLeaving(null)} />}
    </section>
  );
}
