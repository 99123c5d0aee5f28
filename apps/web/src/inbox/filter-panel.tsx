import '../shell/mantine-dialog-css.js';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { channelsQuery, employeesQuery, inboxFiltersQuery, type InboxSearch } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { cardTagsQuery } from '../clients/queries.js';
import { FormProblem } from '../shell/form-problem.js';
import { useMay } from '../shell/session.js';
import css from './handling.module.css';

const media = ['email', 'whatsapp', 'phone'] as const;

/** Narrows the view, and keeps what was chosen under a name. */
export function FilterPanel({ search }: { search: InboxSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const channels = useQuery({ ...channelsQuery, enabled: useMay('channels.read') }).data?.items ?? [];
  const people = useInfiniteQuery(employeesQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const tags = useQuery(cardTagsQuery).data?.items ?? [];
  const filters = useQuery(inboxFiltersQuery).data?.items ?? [];
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  // A filter says what is shown, not in which order.
  const { sort: _, ...criteriaNow } = search;
  const same = (criteria: object) => JSON.stringify(ordered(criteria)) === JSON.stringify(ordered(criteriaNow));
  const saved = filters.find((filter) => filter.mine && same(filter.criteria));
  const renew = () => void queryClient.invalidateQueries({ queryKey: keys.inboxFilters });
  const save = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/inbox-filters', {
          body: { name: name.trim(), criteria: { view: 'all', ...criteriaNow }, shared },
        }),
      ),
    onSuccess: () => {
      setName('');
      renew();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/inbox-filters/{id}', { params: { path: { id } } })),
    onSuccess: renew,
  });
  const narrow = (change: { [Name in keyof InboxSearch]: InboxSearch[Name] | undefined }) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined),
    ) as InboxSearch;
    void navigate({ to: '/inbox', search: next });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <form className={css.filter} onSubmit={submit} aria-label={t('inbox.filter')}>
      <div>
        <NativeSelect
          size="xs"
          label={t('handling.medium')}
          value={search.medium ?? ''}
          data={[
            { value: '', label: t('handling.any') },
            ...media.map((value) => ({ value, label: t(`medium.${value}`) })),
          ]}
          onChange={(event) =>
            narrow({ medium: media.find((each) => each === event.currentTarget.value), channelId: undefined })
          }
        />
        <NativeSelect
          size="xs"
          label={t('handling.channel')}
          value={search.channelId ?? ''}
          data={[
            { value: '', label: t('handling.any') },
            ...channels
              .filter(({ medium }) => search.medium === undefined || medium === search.medium)
              .map(({ id, name: label }) => ({ value: id, label })),
          ]}
          onChange={(event) => narrow({ channelId: event.currentTarget.value || undefined })}
        />
      </div>
      <div>
        <NativeSelect
          size="xs"
          label={t('handling.handler')}
          value={search.handlerId ?? ''}
          data={[
            { value: '', label: t('handling.any') },
            ...people
              .filter(({ role }) => role !== 'administrator')
              .map(({ id, name: label }) => ({ value: id, label })),
          ]}
          onChange={(event) => narrow({ handlerId: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          size="xs"
          label={t('handling.read')}
          value={search.unread === undefined ? '' : search.unread ? 'unread' : 'read'}
          data={[
            { value: '', label: t('handling.any') },
            { value: 'unread', label: t('handling.unreadOnly') },
            { value: 'read', label: t('handling.readOnly') },
          ]}
          onChange={(event) =>
            narrow({ unread: event.currentTarget.value === '' ? undefined : event.currentTarget.value === 'unread' })
          }
        />
      </div>
      <div>
        <NativeSelect
          size="xs"
          label={t('routing.sort')}
          value={search.sort ?? 'newest'}
          data={[
            { value: 'newest', label: t('routing.newestFirst') },
            { value: 'due', label: t('routing.dueFirst') },
          ]}
          onChange={(event) => narrow({ sort: event.currentTarget.value === 'due' ? 'due' : undefined })}
        />
        {(tags.length > 0 || search.tagId !== undefined) && (
          <NativeSelect
            size="xs"
            label={t('cards.field.tag')}
            value={search.tagId ?? ''}
            data={[
              { value: '', label: t('handling.any') },
              ...tags
                .filter(({ id, archived }) => !archived || id === search.tagId)
                .map(({ id, name: label }) => ({ value: id, label })),
            ]}
            onChange={(event) => narrow({ tagId: event.currentTarget.value || undefined })}
          />
        )}
      </div>
      {saved === undefined ? (
        <>
          <div className={css.saving}>
            <TextInput
              name="name"
              size="xs"
              label={t('handling.filterName')}
              placeholder={t('handling.filterExample')}
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </div>
          <div className={css.filterActs}>
            <Checkbox
              size="xs"
              label={t('handling.filterShared')}
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
            <Button size="compact-xs" type="submit" disabled={name.trim() === ''} loading={save.isPending}>
              {t('act.save')}
            </Button>
          </div>
          <FormProblem error={save.error} />
        </>
      ) : (
        <div className={css.filterActs}>
          <span>{t('handling.filterSaved', { name: saved.name })}</span>
          <Button
            size="compact-xs"
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate(saved.id)}
          >
            {t('handling.filterRemove')}
          </Button>
          <FormProblem error={remove.error} />
        </div>
      )}
    </form>
  );
}

const ordered = (criteria: object) => Object.entries({ view: 'all', ...criteria }).sort(([a], [b]) => (a < b ? -1 : 1));
