import '../shell/mantine-field-css.js';
import { NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientQuery, employeesQuery, teamsQuery } from '../api/queries.js';
import { cardTagsQuery } from '../clients/queries.js';
import { directions, media, periods, type Period, type SearchAddress } from './search-address.js';
import css from './search.module.css';

const ChooseCard = lazy(async () => ({ default: (await import('../unplaced/choose-card.js')).ChooseCard }));

type Filter = Omit<SearchAddress, 'q' | 'in'>;
type Chosen = Exclude<keyof Filter, 'files' | 'clientId'>;

interface Props {
  address: SearchAddress;
  onChange: (address: SearchAddress) => void;
}

/** What narrows the search: each a chip that says what is chosen, and all of them in the address line. */
export function SearchFilters({ address, onChange }: Props) {
  const { t } = useTranslation();
  const tags = useQuery(cardTagsQuery).data?.items.filter(({ archived }) => !archived) ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const people = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const set = (name: keyof Filter, value: string | true | undefined) => {
    const next: Record<string, unknown> = { ...address, [name]: value };
    if (value === undefined) delete next[name];
    onChange(next as unknown as SearchAddress);
  };
  const chip = (name: Chosen, label: string, data: readonly { value: string; label: string }[]) =>
    data.length > 0 && (
      <NativeSelect
        key={name}
        className={css.chip}
        size="xs"
        aria-label={label}
        data-set={address[name] !== undefined || undefined}
        data={[{ value: '', label: `${label}: ${t('search.any')}` }, ...data]}
        value={address[name] ?? ''}
        onChange={(event) => set(name, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
    );
  const colleagues = people
    .filter(({ role }) => role !== 'administrator')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={css.filters} role="group" aria-label={t('search.filters')}>
      <OfClient clientId={address.clientId} onChange={(id) => set('clientId', id)} />
      {chip(
        'period',
        t('search.period'),
        (Object.keys(periods) as Period[]).map((value) => ({ value, label: t(`search.periods.${value}`) })),
      )}
      {chip(
        'medium',
        t('search.medium'),
        media.map((value) => ({ value, label: t(`medium.${value}`) })),
      )}
      {chip(
        'direction',
        t('search.direction'),
        directions.map((value) => ({ value, label: t(`search.directions.${value}`) })),
      )}
      {chip('authorId', t('search.author'), colleagues)}
      {chip('responsibleId', t('search.responsible'), colleagues)}
      {chip(
        'teamId',
        t('search.team'),
        teams.map(({ id, name }) => ({ value: id, label: name })),
      )}
      {chip(
        'tagId',
        t('search.tag'),
        tags.map(({ id, name }) => ({ value: id, label: name })),
      )}
      <button
        type="button"
        className={css.toggle}
        aria-pressed={address.files === true}
        onClick={() => set('files', address.files === true ? undefined : true)}
      >
        {t('search.withFiles')}
      </button>
    </div>
  );
}

/** On whose card alone it is looked for; found by name. */
function OfClient({
  clientId,
  onChange,
}: {
  clientId: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  // Only where this page knows it already: to ask for a card is to read it, and the journal would say so.
  const known = useQuery({ ...clientQuery(clientId ?? ''), enabled: false }).data ?? chosen;
  const name = known?.id === clientId ? (known?.name ?? '') : t('search.ofClient');
  return (
    <>
      {clientId === undefined ? (
        <button type="button" className={css.toggle} aria-haspopup="dialog" onClick={() => setChoosing(true)}>
          {t('search.client')}: {t('search.any')}
        </button>
      ) : (
        <button
          type="button"
          className={css.toggle}
          aria-pressed
          aria-label={t('search.remove', { name })}
          onClick={() => onChange(undefined)}
        >
          {name}
          <IconX size={13} aria-hidden />
        </button>
      )}
      <Suspense>
        {choosing && (
          <ChooseCard
            busy={false}
            title={t('search.client')}
            onClose={() => setChoosing(false)}
            onChosen={(id, of) => {
              setChosen({ id, name: of });
              setChoosing(false);
              onChange(id);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
