import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { teamRoutingQuery } from './queries.js';
import css from './routing.module.css';
import { TeamRoutingDialog } from './team-routing-dialog.js';

type OfTeam = Schemas['RoutingOfTeam'];

/** How what clients write to each team finds somebody. */
export function TeamsSection() {
  const { t } = useTranslation();
  const mayManage = useMay('people.manage');
  const query = useQuery(teamRoutingQuery);
  const [changing, setChanging] = useState<OfTeam | null>(null);
  return (
    <section className={page.section} aria-label={t('routing.teams')}>
      <h2>{t('routing.teams')}</h2>
      <p>{t('routing.teamsText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={2} height={56} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <Empty icon={IconUsersGroup} title={t('routing.noTeams')} text={t('routing.noTeamsText')} />
      ) : (
        <ul className={page.box}>
          {query.data.items.map((item) => (
            <li key={item.team.id} className={css.team}>
              <div className={css.who}>
                <b>{item.team.name}</b>
                <small>{item.heads.map(({ name }) => name).join(', ') || t('routing.noHead')}</small>
              </div>
              <div className={css.facts}>
                <span>{modeText(t, item)}</span>
                <small>{targetText(t, item)}</small>
              </div>
              {mayManage && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('routing.changeTeam', { name: item.team.name })}
                  onClick={() => setChanging(item)}
                >
                  {t('routing.change')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {changing !== null && <TeamRoutingDialog of={changing} onClose={() => setChanging(null)} />}
    </section>
  );
}

function modeText(t: TFunction, { routing }: OfTeam): string {
  if (!routing.enabled) return t('routing.off');
  return [
    t(`routing.mode.${routing.mode}`),
    routing.cap !== null && t('routing.atMost', { count: routing.cap }),
    routing.answerMinutes !== null && t('routing.nextAfter', { minutes: routing.answerMinutes }),
  ]
    .filter(Boolean)
    .join(', ');
}

function targetText(t: TFunction, { routing }: OfTeam): string {
  const { firstAnswerMinutes, nextAnswerMinutes } = routing;
  if (firstAnswerMinutes === null && nextAnswerMinutes === null) return t('routing.noTarget');
  return [
    firstAnswerMinutes !== null && t('routing.firstIn', { minutes: firstAnswerMinutes }),
    nextAnswerMinutes !== null && t('routing.nextIn', { minutes: nextAnswerMinutes }),
  ]
    .filter(Boolean)
    .join(', ');
}
