import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { useMay } from '../../shell/session.js';
import { toast } from '../../shell/toast.js';
import { cardTagsQuery } from '../queries.js';
import { TagChip } from './tag-chip.js';
import css from './tags.module.css';

/** The tags of a card: typed with suggestions, taken off by one press. */
export function Tags({ client }: { client: Schemas['Client'] }) {
  const { t } = useTranslation();
  const mayWrite = useMay('clients.write');
  const [adding, setAdding] = useState(false);
  const put = useMutation({
    mutationFn: ({ tagId, has }: { tagId: string; has: boolean }) => {
      const path = { params: { path: { id: client.id, tagId } } };
      return take(
        has
          ? api.PUT('/api/v1/clients/{id}/tags/{tagId}', path)
          : api.DELETE('/api/v1/clients/{id}/tags/{tagId}', path),
      );
    },
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.client(client.id), changed);
      void queryClient.invalidateQueries({ queryKey: keys.clients });
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  if (!mayWrite && client.tags.length === 0) return null;
  return (
    <div className={css.tags} role="group" aria-label={t('cards.tags')} style={{ marginTop: '0.7rem' }}>
      {client.tags.map((tag) => (
        <TagChip key={tag.id} tag={tag}>
          {mayWrite && (
            <button
              type="button"
              aria-label={t('cards.untag', { name: tag.name })}
              onClick={() => put.mutate({ tagId: tag.id, has: false })}
            >
              <IconX size={11} aria-hidden />
            </button>
          )}
        </TagChip>
      ))}
      {mayWrite &&
        (adding ? (
          <NewTag
            client={client}
            onTag={(tagId) => put.mutate({ tagId, has: true })}
            onClose={() => setAdding(false)}
          />
        ) : (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={12} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('cards.addTag')}
          </Button>
        ))}
    </div>
  );
}

interface NewTagProps {
  client: Schemas['Client'];
  onTag: (tagId: string) => void;
  onClose: () => void;
}

function NewTag({ client, onTag, onClose }: NewTagProps) {
  const { t } = useTranslation();
  const mayMake = useMay('clients.assign');
  const listId = useId();
  const { data } = useQuery(cardTagsQuery);
  const [name, setName] = useState('');
  const [unknown, setUnknown] = useState(false);
  const freeOf = (items: readonly Schemas['Tag'][]) =>
    items.filter((tag) => !tag.archived && !client.tags.some((has) => has.id === tag.id));
  const free = freeOf(data?.items ?? []);
  const create = useMutation({
    mutationFn: () => take(api.POST('/api/v1/card-tags', { body: { name: name.trim() } })),
    onSuccess: (tag) => {
      void queryClient.invalidateQueries({ queryKey: keys.cardTags });
      onTag(tag.id);
      onClose();
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const named = (given: string, among = free) =>
    among.find((tag) => tag.name.toLowerCase() === given.trim().toLowerCase());
  const choose = (tagId: string) => {
    onTag(tagId);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return onClose();
    // Whoever types faster than the tags come is not told that there is no such tag, and makes none a second time.
    queryClient.ensureQueryData(cardTagsQuery).then(
      ({ items }) => {
        const tag = named(name, freeOf(items));
        if (tag !== undefined) choose(tag.id);
        else if (mayMake) create.mutate();
        else setUnknown(true);
      },
      (error: unknown) => toast.bad(problemText(t, error)),
    );
  };
  const typed = (given: string) => {
    setUnknown(false);
    // A suggestion that was picked comes whole at once; typing comes sign by sign.
    const tag = named(given);
    if (tag !== undefined && given.length > name.length + 1) choose(tag.id);
    else setName(given);
  };
  return (
    <form className={css.adding} onSubmit={submit}>
      <TextInput
        name="name"
        size="xs"
        autoFocus
        list={listId}
        maxLength={40}
        aria-label={t('cards.addTag')}
        placeholder={t('cards.tagName')}
        error={unknown ? t('cards.noSuchTag') : null}
        value={name}
        onChange={(event) => typed(event.currentTarget.value)}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === 'Escape') onClose();
        }}
      />
      <datalist id={listId}>
        {free.map((tag) => (
          <option key={tag.id} value={tag.name} />
        ))}
      </datalist>
    </form>
  );
}
