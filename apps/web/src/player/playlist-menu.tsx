import '@mantine/core/styles/Menu.layer.css';
import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { IconDownload, IconPlaylistAdd } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { Tip } from '../shell/tip.js';
import {
  addToPlaylist,
  audioUrl,
  createPlaylist,
  playlistsQuery,
  recordingKeys,
  type Recording,
} from './recordings.js';

/** Which playlist this call belongs on; a new one by typing its name. */
export function PlaylistMenu({ recordingId }: { recordingId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const { data } = useQuery({ ...playlistsQuery, enabled: open });
  const add = useMutation({
    mutationFn: async (to: { id: string; name: string } | { name: string }) => {
      const list = 'id' in to ? to : await createPlaylist(to.name, null);
      await addToPlaylist(list.id, recordingId);
      return to.name;
    },
    onSuccess: async (listName) => {
      setName('');
      setOpen(false);
      await queryClient.invalidateQueries({ queryKey: recordingKeys.playlists });
      toast.ok(t('player.added', { name: listName }));
    },
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  const typed = (event: KeyboardEvent) => {
    // The menu would take letters and arrows for its own.
    event.stopPropagation();
    if (event.key === 'Enter' && name.trim() !== '') add.mutate({ name: name.trim() });
    if (event.key === 'Escape') setOpen(false);
  };
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={26}
          aria-label={t('player.addToPlaylist')}
          title={t('player.addToPlaylist')}
        >
          <IconPlaylistAdd size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('player.addToPlaylist')}</Menu.Label>
        {(data?.items ?? [])
          .filter(({ mine }) => mine)
          .map((list) => (
            <Menu.Item
              key={list.id}
              disabled={add.isPending}
              onClick={() => add.mutate({ id: list.id, name: list.name })}
            >
              {list.name}
            </Menu.Item>
          ))}
        <div style={{ padding: '0.3rem 0.5rem 0.4rem' }}>
          <TextInput
            name="name"
            size="xs"
            placeholder={t('player.newPlaylist')}
            aria-label={t('player.newPlaylist')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={typed}
          />
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Download({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  if (!recording.canDownload) return null;
  return (
    <Tip label={t('player.downloadHint')} side="left">
      <ActionIcon
        component="a"
        href={audioUrl(recording.id, true)}
        download
        variant="default"
        size={26}
        aria-label={t('player.download')}
      >
        <IconDownload size={16} aria-hidden />
      </ActionIcon>
    </Tip>
  );
}
