import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { assignmentsQuery } from '../api/queries.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { reasonText } from './change-words.js';
import css from './clients.module.css';

/** Who was responsible, from when, until when, and why it changed. */
export function AssignmentHistory({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(assignmentsQuery(clientId));
  if (error !== null) return <p className={css.empty}>{problemText(t, error)}</p>;
  if (data === undefined) return <Skeleton height={40} mt="xs" />;
  return (
    <ol className={css.history}>
      {data.items.map((item) => (
        <li key={item.id}>
          {item.responsible?.name ?? item.team?.name ?? t('clients.nobody')}
          <p>
            <Moment at={item.since} />
            {item.until !== null && (
              <>
                {' – '}
                <Moment at={item.until} />
              </>
            )}
            {item.assignedBy !== null && ` · ${t('clients.assignedBy', { who: item.assignedBy.name })}`}
          </p>
          <p>{reasonText(t, item.reason)}</p>
        </li>
      ))}
    </ol>
  );
}
