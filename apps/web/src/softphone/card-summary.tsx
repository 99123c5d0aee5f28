import { Skeleton } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { clientQuery } from '../api/queries.js';
import { lineOfInteraction } from '../calls/call-facts.js';
import { tasksQuery } from '../calls/call-queries.js';
import { lineText } from '../calls/call-words.js';
import { Moment } from '../i18n/moment.js';
import { MediumIcon } from '../shell/medium-icon.js';
import pop from './incoming.module.css';

const shownAtMost = 3;

/** What one wants to know before saying hello: stage, whose client, what was last, what is promised. */
export function CardSummary({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const client = useQuery(clientQuery(clientId));
  const { data: latest } = useQuery({
    queryKey: [...keys.timelines(clientId), 'latest'],
    queryFn: () =>
      take(
        api.GET('/api/v1/clients/{id}/timeline', { params: { path: { id: clientId }, query: { limit: shownAtMost } } }),
      ),
  });
  const tasks = useInfiniteQuery(tasksQuery('mine')).data?.pages.flatMap((page) => page.items) ?? [];
  const open = tasks.filter((task) => task.kind === 'call-back' && task.client?.id === clientId);
  // Rung for somebody else's client: the name is all that one sees.
  if (client.isError) return <p className={pop.none}>{t('softphone.cardNotYours')}</p>;
  if (client.data === undefined) return <Skeleton height={64} m="0.4rem 0" />;
  return (
    <div className={pop.card}>
      <p>
        {t(`clients.stage.${client.data.stage}`)} · {client.data.responsible?.name ?? t('clients.nobody')}
      </p>
      {open.length > 0 && (
        <p className={pop.task}>
          <IconClockExclamation size={15} aria-hidden />
          {open.some(({ overdue }) => overdue) ? t('softphone.callBackOverdue') : t('softphone.callBackDue')}
        </p>
      )}
      {latest?.items.length === 0 && <p className={pop.none}>{t('softphone.firstContact')}</p>}
      <ul aria-label={t('softphone.latest')}>
        {latest?.items.map((item) => (
          <li key={item.id}>
            <MediumIcon medium={item.medium} size={14} />
            <span>{gistOf(t, item)}</span>
            <Moment at={item.occurredAt} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function gistOf(t: TFunction, item: Schemas['Interaction']): string {
  if (item.kind === 'call' || item.kind === 'voicemail') return lineText(t, lineOfInteraction(item));
  return item.subject || (item.text ?? '').slice(0, 90) || t('timeline.noSubject');
}
