import '../shell/mantine-dialog-css.js';
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowLeft, IconPlayerPlayFilled, IconPlaylist, IconVolume, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { clockText } from './clock.js';
import { Player } from './player.js';
import css from './playlists.module.css';
import { endPlaylist, playlistQuery, recordingKeys, takeOffPlaylist } from './recordings.js';

/** Calls that belong together, played one after the other: "Monday's refusals". */
export function PlaylistPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { playlistId } = useParams({ from: '/inside/playlists/$playlistId' });
  const { data, isPending, isError, error, refetch } = useQuery(playlistQuery(playlistId));
  const [chosen, setChosen] = useState<string | null>(null);
  const [goesOn, setGoesOn] = useState(false);
  const items = data?.items ?? [];
  const current = items.find(({ id }) => id === chosen) ?? items[0];
  const next = items[items.findIndex((each) => each === current) + 1];
  const takeOff = useMutation({
    mutationFn: (recordingId: string) => takeOffPlaylist(playlistId, recordingId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: recordingKeys.playlists }),
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  const [ending, setEnding] = useState(false);
  const end = useMutation({
    mutationFn: () => endPlaylist(playlistId),
    onSuccess: async () => {
      await navigate({ to: '/playlists' });
      return queryClient.invalidateQueries({ queryKey: recordingKeys.playlists });
    },
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  const open = (recordingId: string) => {
    setChosen(recordingId);
    setGoesOn(true);
  };
  return (
    <section className={page.page} aria-label={data?.name ?? t('playlists.title')}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/playlists" variant="subtle" color="gray" ml={-8} aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{data?.name ?? t('playlists.title')}</h1>
        {data !== undefined && (
          <span className={css.count}>
            {t('playlists.calls', { count: items.length })}
            {data.team !== null && ` · ${t('playlists.shared', { team: data.team.name })}`}
          </span>
        )}
        <span className={page.spring} />
        {data?.mine === true && (
          <Button
            size="xs"
            variant={ending ? 'light' : 'subtle'}
            color={ending ? 'red' : 'gray'}
            loading={end.isPending}
            onBlur={() => setEnding(false)}
            onClick={() => (ending ? end.mutate() : setEnding(true))}
          >
            {t(ending ? 'playlists.reallyEnd' : 'playlists.end')}
          </Button>
        )}
      </header>
      <div className={page.scroll}>
        {isPending ? (
          <RowsSkeleton rows={4} height={44} />
        ) : isError ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : current === undefined ? (
          <Empty icon={IconPlaylist} title={t('playlists.empty')} text={t('playlists.emptyText')} />
        ) : (
          <>
            <div className={css.now}>
              <h2>
                <Link to="/recordings/$recordingId" params={{ recordingId: current.id }}>
                  {current.client?.name ?? t('player.unknownClient')}
                </Link>{' '}
                <Moment at={current.startedAt} />
              </h2>
              <Player
                key={current.id}
                recordingId={current.id}
                size="page"
                autoPlay={goesOn}
                {...(next === undefined ? {} : { onEnded: () => open(next.id) })}
              />
            </div>
            <ol className={page.box}>
              {items.map((item) => {
                const here = item === current;
                const name = item.client?.name ?? t('player.unknownClient');
                return (
                  <li key={item.id} className={css.item} data-here={here || undefined}>
                    <button
                      type="button"
                      aria-label={t('playlists.play', { name })}
                      aria-current={here || undefined}
                      onClick={() => open(item.id)}
                    >
                      {here ? <IconVolume size={16} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />}
                      <b>{name}</b>
                      <span>{item.employees.map((each) => each.name).join(', ')}</span>
                      <Moment at={item.startedAt} />
                      <span className={css.length}>{clockText(item.durationMs)}</span>
                    </button>
                    {data.mine && (
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t('playlists.takeOff', { name })}
                        onClick={() => takeOff.mutate(item.id)}
                      >
                        <IconX size={15} aria-hidden />
                      </ActionIcon>
                    )}
                  </li>
                );
              })}
            </ol>
          </>
        )}
      </div>
    </section>
  );
}
