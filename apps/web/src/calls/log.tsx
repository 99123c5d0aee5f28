import '../shell/mantine-field-css.js';
import { NativeSelect } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { employeesQuery } from '../api/queries.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { CallRow } from './call-row.js';
import { logQuery } from './call-queries.js';
import css from './calls.module.css';
import { filterOf, type Wanted } from './log-filter.js';
import { NoCalls } from './no-calls.js';

const outcomes = ['answered', 'missed', 'voicemail', 'busy', 'no-answer', 'declined', 'failed', 'refused'] as const;

/** Every call that is over, the newest first, by person, outcome and day. */
export function Log() {
  const { t } = useTranslation();
  const mayBoard = useMay('calls.board');
  const [wanted, setWanted] = useState<Wanted>({ employeeId: '', outcome: '', day: '' });
  const query = useInfiniteQuery(logQuery(filterOf(wanted)));
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const filtered = wanted.employeeId !== '' || wanted.outcome !== '' || wanted.day !== '';
  return (
    <>
      <div className={css.filters}>
        {mayBoard && (
          <NativeSelect
            size="xs"
            aria-label={t('calls.whose')}
            data={[
              { value: '', label: t('calls.everybody') },
              ...employees
                .filter(({ role }) => role !== 'administrator')
                .map((each) => ({ value: each.id, label: each.name })),
            ]}
            value={wanted.employeeId}
            onChange={(event) => setWanted({ ...wanted, employeeId: event.currentTarget.value })}
          />
        )}
        <NativeSelect
          size="xs"
          aria-label={t('calls.outcomeName')}
          data={[
            { value: '', label: t('calls.anyOutcome') },
            ...outcomes.map((value) => ({ value, label: t(`calls.outcome.${value}`) })),
          ]}
          value={wanted.outcome}
          onChange={(event) => setWanted({ ...wanted, outcome: event.currentTarget.value as Wanted['outcome'] })}
        />
        <input
          type="date"
          className={css.day}
          aria-label={t('calls.day')}
          value={wanted.day}
          onChange={(event) => setWanted({ ...wanted, day: event.currentTarget.value })}
        />
      </div>
      {query.isPending ? (
        <RowsSkeleton rows={10} height={40} />
      ) : query.isError && items.length === 0 ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <NoCalls
          icon={IconHistory}
          title={t(filtered ? 'calls.noneSuch' : 'calls.noneYet')}
          text={t(filtered ? 'calls.noneSuchText' : 'calls.noneYetText')}
        />
      ) : (
        <ul className={page.box} aria-label={t('calls.tab.log')}>
          {items.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
    </>
  );
}
