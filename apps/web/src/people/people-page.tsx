import '../shell/mantine-dialog-css.js';
import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { employeesQuery, teamsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { ProtectionSection } from '../protection/policy-section.js';
import { Empty } from '../shell/empty.js';
import { FormProblem } from '../shell/form-problem.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { EmployeeDialog } from './employee-dialog.js';
import css from './people.module.css';

export function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const mayManage = useMay('people.manage');
  const mayProtect = useMay('protection.manage');
  const query = useInfiniteQuery(employeesQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const [dialog, setDialog] = useState<Schemas['Employee'] | 'new' | null>(null);
  return (
    <section className={page.page}>
      <header className={page.head}>
        <h1>{t('shell.page.people')}</h1>
        <span className={page.spring} />
        {mayManage && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('new')}>
            {t('people.new')}
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
              {t('people.new')}
            </Button>
          </Empty>
        )}
        <Teams mayManage={mayManage} />
        {mayProtect && <ProtectionSection />}
      </div>
      {dialog !== null && (
        <EmployeeDialog employee={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}

function Teams({ mayManage }: { mayManage: boolean }) {
  const { t } = useTranslation();
  const { data } = useQuery(teamsQuery);
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => take(api.POST('/api/v1/teams', { body: { name: name.trim() } })),
    onSuccess: () => {
      setName('');
      return queryClient.invalidateQueries({ queryKey: keys.teams });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const teams = data?.items ?? [];
  if (!mayManage && teams.length === 0) return null;
  return (
    <section className={page.section}>
      <h2>{t('people.teams')}</h2>
      <p>{t('people.teamsText')}</p>
      {teams.length > 0 && (
        <ul className={page.box}>
          {teams.map((team) => (
            <li key={team.id} className={css.team}>
              <b>{team.name}</b>
              <span>{t('people.members', { count: team.members })}</span>
            </li>
          ))}
        </ul>
      )}
      {mayManage && (
        <form className={css.newTeam} onSubmit={submit}>
          <TextInput
            size="xs"
            required
            maxLength={200}
            placeholder={t('people.newTeam')}
            aria-label={t('people.newTeam')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" variant="default" loading={create.isPending}>
            {t('people.addTeam')}
          </Button>
        </form>
      )}
      <FormProblem error={create.error} />
    </section>
  );
}
