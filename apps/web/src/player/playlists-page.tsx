import '../shell/mantine-dialog-css.js';
import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconArrowLeft, IconPlaylist } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { Empty } from '../shell/empty.js';
import { FormProblem } from '../shell/form-problem.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { clockText } from './clock.js';
import css from './playlists.module.css';
import { createPlaylist, mentionsQuery, playlistsQuery, recordingKeys } from './recordings.js';

export function PlaylistsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, isPending, isError, error, refetch } = useQuery(playlistsQuery);
  const me = useMe();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const create = useMutation({
    mutationFn: () => createPlaylist(name.trim(), shared ? (me.team?.id ?? null) : null),
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
        <ActionIcon component={Link} to="/calls" variant="subtle" color="gray" ml={-8} aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
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
                  <span>{t('playlists.calls', { count: list.recordings })}</span>
                  <span>{list.team?.name ?? list.owner.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <form className={css.create} onSubmit={submit}>
          <TextInput
            name="name"
            size="xs"
            required
            maxLength={200}
            placeholder={t('playlists.example')}
            aria-label={t('player.newPlaylist')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {me.team !== null && (
            <Switch
              size="xs"
              label={t('playlists.share', { team: me.team.name })}
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <Button size="xs" type="submit" variant="default" loading={create.isPending}>
            {t('playlists.create')}
          </Button>
        </form>
        <FormProblem error={create.error} />
        <Mentions />
      </div>
    </section>
  );
}

/** Where colleagues have called for the viewer. */
function Mentions() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(mentionsQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={page.section} aria-labelledby="mentions-title">
      <h2 id="mentions-title">{t('playlists.mentions')}</h2>
      <p>{t('playlists.mentionsText')}</p>
      <ul className={page.box}>
        {items.map((comment) => (
          <li key={comment.id}>
            <Link
              className={css.mention}
              to="/recordings/$recordingId"
              params={{ recordingId: comment.recordingId }}
              search={{ at: Math.floor(comment.atMs / 1_000) }}
            >
              <b>{comment.author.name}</b>
              <span>{comment.text ?? t('player.struck')}</span>
              <small>
                {comment.client?.name ?? t('player.unknownClient')}, {clockText(comment.atMs)}
              </small>
              <Moment at={comment.createdAt} />
            </Link>
          </li>
        ))}
        <ListEnd query={query} />
      </ul>
    </section>
  );
}
