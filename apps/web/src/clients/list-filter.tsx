import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { employeesQuery, type ClientsFilter } from '../api/queries.js';
import css from './clients.module.css';
import { lifecycles, stages } from './kinds.js';
import { cardTagsQuery } from './queries.js';

interface Props {
  filter: ClientsFilter;
  onChange: (filter: ClientsFilter) => void;
}

/** Which cards the list shows. */
export function ListFilter({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const tags = useQuery(cardTagsQuery).data?.items.filter(({ archived }) => !archived) ?? [];
  const people = useInfiniteQuery(employeesQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const select = <K extends keyof ClientsFilter>(name: K, label: string, data: { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      data={[{ value: '', label: `${label}: ${t('cards.any')}` }, ...data]}
      value={filter[name] ?? ''}
      data-set={filter[name] !== undefined || undefined}
      onChange={(event) =>
        onChange({ ...filter, [name]: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
      }
    />
  );
  return (
    <div className={css.filters} role="group" aria-label={t('cards.filter')}>
      {select(
        'stage',
        t('clients.stageName'),
        stages.map((value) => ({ value, label: t(`clients.stage.${value}`) })),
      )}
      {select(
        'lifecycle',
        t('cards.lifecycleName'),
        lifecycles.map((value) => ({ value, label: t(`cards.lifecycle.${value}`) })),
      )}
      {select(
        'responsibleId',
        t('clients.responsible'),
        people
          .filter(({ role, status }) => role !== 'administrator' && status === 'active')
          .map(({ id, name }) => ({ value: id, label: name })),
      )}
      {tags.length > 0 &&
        select(
          'tagId',
          t('cards.field.tag'),
          tags.map(({ id, name }) => ({ value: id, label: name })),
        )}
    </div>
  );
}
