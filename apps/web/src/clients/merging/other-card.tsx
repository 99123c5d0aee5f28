import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { clientsQuery } from '../../api/queries.js';
import { Trouble } from '../../shell/trouble.js';
import css from './merging.module.css';

interface Choice {
  id: string;
  name: string;
  about: string;
}

/** Likely ones first; any other by its name. */
export function OtherCard({ client, onChosen }: { client: Schemas['Client']; onChosen: (id: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), 200);
  const likely = useQuery({
    queryKey: keys.duplicates(client.id),
    queryFn: () =>
      take(
        api.POST('/api/v1/clients/duplicates', {
          body: {
            name: client.name,
            contactPoints: client.contactPoints.map(({ kind, value }) => ({ kind, value })).slice(0, 20),
            except: client.id,
          },
        }),
      ),
  });
  const named = useInfiniteQuery({ ...clientsQuery(name), enabled: name !== '' });
  const choices: Choice[] =
    name === ''
      ? (likely.data?.items ?? []).map(({ client: { id, name: called }, because, responsible }) => ({
          ...{ id, name: called },
          about: `${t(`merging.because.${because}`)} · ${responsible?.name ?? t('clients.nobody')}`,
        }))
      : (named.data?.pages[0]?.items ?? [])
          .filter(({ id }) => id !== client.id)
          .slice(0, 10)
          .map(({ id, name: called, responsible }) => ({
            ...{ id, name: called, about: responsible?.name ?? t('clients.nobody') },
          }));
  const asked = name === '' ? likely : named;
  return (
    <div className={css.choose}>
      <p>{t('merging.which', { name: client.name })}</p>
      <TextInput
        type="search"
        size="sm"
        data-autofocus
        leftSection={<IconSearch size={15} aria-hidden />}
        placeholder={t('clients.searchName')}
        aria-label={t('clients.searchName')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {asked.isError && <Trouble error={asked.error} onRetry={() => void asked.refetch()} />}
      <ul aria-busy={asked.isFetching}>
        {choices.map(({ id, name: called, about }) => (
          <li key={id}>
            <button type="button" onClick={() => onChosen(id)}>
              <b dir="auto">{called}</b>
              <small>{about}</small>
            </button>
          </li>
        ))}
      </ul>
      {asked.isSuccess && choices.length === 0 && (
        <p className={css.none}>{name === '' ? t('merging.noneLikely') : t('clients.notFound', { name })}</p>
      )}
    </div>
  );
}
