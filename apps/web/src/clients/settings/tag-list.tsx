import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { toast } from '../../shell/toast.js';
import { Trouble } from '../../shell/trouble.js';
import { cardTagsQuery } from '../queries.js';
import { TagChip } from '../tags/tag-chip.js';
import css from './settings.module.css';

type Tag = Schemas['Tag'];

const colours: readonly Tag['colour'][] = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet'];
const renew = () => {
  void queryClient.invalidateQueries({ queryKey: keys.cardTags });
  void queryClient.invalidateQueries({ queryKey: keys.clients });
  void queryClient.invalidateQueries({ queryKey: ['client'] });
};

/** The company's tags. */
export function TagList() {
  const { t } = useTranslation();
  const query = useQuery(cardTagsQuery);
  const [name, setName] = useState('');
  const [colour, setColour] = useState<Tag['colour']>('blue');
  const create = useMutation({
    mutationFn: () => take(api.POST('/api/v1/card-tags', { body: { name: name.trim(), colour } })),
    onSuccess: () => {
      setName('');
      renew();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const tags = query.data?.items ?? [];
  return (
    <section className={page.section}>
      <h2>{t('cards.tags')}</h2>
      <p>{t('cards.tagsText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={2} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        tags.length > 0 && (
          <ul className={page.box}>
            {tags.map((tag) => (
              <TagRow key={tag.id} tag={tag} />
            ))}
          </ul>
        )
      )}
      <form className={css.newTag} onSubmit={submit}>
        <TextInput
          name="name"
          size="xs"
          aria-label={t('cards.tagName')}
          placeholder={t('cards.tagName')}
          required
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Colour value={colour} onChange={setColour} />
        <Button size="xs" type="submit" variant="default" loading={create.isPending}>
          {t('cards.addTag')}
        </Button>
      </form>
      <FormProblem error={create.error} />
    </section>
  );
}

function Colour({ value, onChange }: { value: Tag['colour']; onChange: (colour: Tag['colour']) => void }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      aria-label={t('cards.colourName')}
      data={colours.map((each) => ({ value: each, label: t(`cards.colour.${each}`) }))}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Tag['colour'])}
    />
  );
}

function TagRow({ tag }: { tag: Tag }) {
  const { t } = useTranslation();
  const change = useMutation({
    mutationFn: (body: { colour?: Tag['colour']; archived?: boolean }) =>
      take(api.PATCH('/api/v1/card-tags/{id}', { params: { path: { id: tag.id } }, body })),
    onSuccess: renew,
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <li className={css.row} data-archived={tag.archived || undefined}>
      <span className={css.what}>
        <TagChip tag={tag} />
        {tag.archived && <small>{t('cards.archived')}</small>}
      </span>
      {!tag.archived && <Colour value={tag.colour} onChange={(colour) => change.mutate({ colour })} />}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        loading={change.isPending}
        aria-label={t(tag.archived ? 'cards.restoreNamed' : 'cards.archiveNamed', { name: tag.name })}
        onClick={() => change.mutate({ archived: !tag.archived })}
      >
        {t(tag.archived ? 'cards.restore' : 'cards.archive')}
      </Button>
    </li>
  );
}
