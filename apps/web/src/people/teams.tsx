import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { teamsQuery } from '../api/queries.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import css from './people.module.css';
import { TeamDialog } from './team-dialog.js';

/** Teams, whose they are, and who is in them. */
export function Teams({ mayManage, employees }: { mayManage: boolean; employees: readonly Schemas['Employee'][] }) {
  const { t } = useTranslation();
  const { data } = useQuery(teamsQuery);
  const [dialog, setDialog] = useState<string | null>(null);
  const teams = data?.items ?? [];
  if (!mayManage && teams.length === 0) return null;
  const add = (
    <Button size="xs" variant="default" onClick={() => setDialog('new')}>
      {t('teams.add')}
    </Button>
  );
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('teams.title')}</h2>
        {mayManage && teams.length > 0 && add}
      </div>
      <p>{t('teams.text')}</p>
      {teams.length === 0 && data !== undefined ? (
        <Empty icon={IconUsersGroup} title={t('teams.none')} text={t('teams.noneText')}>
          {add}
        </Empty>
      ) : (
        <ul className={page.box}>
          {teams.map((team) => (
            <li key={team.id} className={css.team}>
              <div className={css.who}>
                <b>{team.name}</b>
                <small>{team.people.map((person) => person.name).join(', ') || t('teams.nobody')}</small>
              </div>
              <div className={css.facts}>
                <span>{team.head === null ? t('teams.noHead') : t('teams.headIs', { name: team.head.name })}</span>
                <small>{t('teams.members', { count: team.members })}</small>
              </div>
              {mayManage ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('teams.changeOf', { name: team.name })}
                  onClick={() => setDialog(team.id)}
                >
                  {t('people.change')}
                </Button>
              ) : (
                <span />
              )}
            </li>
          ))}
        </ul>
      )}
      {dialog !== null && (
        <TeamDialog
          team={teams.find((team) => team.id === dialog) ?? null}
          employees={employees}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  );
}
