import '../shell/mantine-dialog-css.js';
import { Button, TextInput } from '@mantine/core';
import { IconPlaylist } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { Empty } from '../shell/empty.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import css from './playlists.module.css';
import { createPlaylist, playlistsQuery, recordingKeys } from './recordings.js';

export function PlaylistsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, isPending, isError, error, refetch } = useQuery(playlistsQuery);
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => createPlaylist(name.trim()),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: recordingKeys.playlists });
      void navigate({ to: '/playlists/$playlistId', params: { playlistId: id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const lists = data?.items ?? [];
  return (
    <section className={page.page} aria-label={t('playlists.title')}>
      <header className={page.head}>
        <h1>{t('playlists.title')}</h1>
      </header>
      <div className={page.scroll}>
        {isPending ? (
          <RowsSkeleton rows={3} height={40} />
        ) : isError ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : lists.length === 0 ? (
          <Empty icon={IconPlaylist} title={t('playlists.none')} text={t('playlists.noneText')} />
        ) : (
          <ul className={page.box}>
            {lists.map((list) => (
              <li key={list.id}>
                <Link className={css.list} to="/playlists/$playlistId" params={{ playlistId: list.id }}>
                  <IconPlaylist size={18} stroke={1.7} aria-hidden />
                  <b>{list.name}</b>
                  <span>{t('playlists.calls', { count: list.count })}</span>
                  <span>{list.createdBy.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <form className={css.create} onSubmit={submit}>
          <TextInput
            size="xs"
            required
            maxLength={200}
            placeholder={t('playlists.example')}
            aria-label={t('player.newPlaylist')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" variant="default" loading={create.isPending}>
            {t('playlists.create')}
          </Button>
        </form>
        <FormProblem error={create.error} />
      </div>
    </section>
  );
}
