import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCopy,
  IconDots,
  IconDownload,
  IconFlag,
  IconLink,
  IconMoodSmile,
  IconPencil,
  IconPin,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { copyText } from '../shell/copy-text.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import css from './acts.module.css';
import type { Interaction, Message } from './message.js';
import { copyLink } from '../timeline/entry-link.js';
import { quickReactions, useReact } from './reactions.js';
import { revoke } from './requests.js';
import { useTalk } from './talk.js';

interface Props {
  interaction: Interaction;
  message: Message;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** What can be done with a message: beside it on hover or focus, under the finger by a long press. */
export function Acts({ interaction, message, open, onOpen }: Props) {
  const { t } = useTranslation();
  const { answer, keep, clientId } = useTalk();
  const mayEvidence = useMay('evidence.read');
  const [sure, setSure] = useState(false);
  const give = useReact(interaction);
  const takeBack = useMutation({
    mutationFn: () => revoke(interaction.id),
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () =>
      interaction.clientId !== null &&
      queryClient.invalidateQueries({ queryKey: keys.timelines(interaction.clientId) }),
  });
  const ours = message.reactions.find(({ by }) => by === 'us')?.emoji;
  const { may } = message;
  const mayReact = answer !== null && may.react;
  return (
    <div className={css.acts} data-open={open || undefined}>
      {answer !== null && may.quote && (
        <UnstyledButton className={css.act} aria-label={t('chat.quote')} onClick={() => answer.quote(interaction)}>
          <IconArrowBackUp size={16} aria-hidden />
        </UnstyledButton>
      )}
      <Menu
        opened={open}
        onChange={(to) => {
          setSure(false);
          onOpen(to);
        }}
        position="bottom-end"
        width="max-content"
      >
        <Menu.Target>
          <UnstyledButton className={css.act} aria-label={t('chat.acts')}>
            {mayReact ? <IconMoodSmile size={16} aria-hidden /> : <IconDots size={16} aria-hidden />}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {mayReact && (
            <div className={css.emoji} role="group" aria-label={t('chat.react')}>
              {quickReactions.map((emoji) => (
                <Menu.Item
                  key={emoji}
                  className={css.one}
                  aria-label={t(ours === emoji ? 'chat.reactBack' : 'chat.reactWith', { emoji })}
                  data-ours={ours === emoji || undefined}
                  onClick={() => give.mutate(ours === emoji ? '' : emoji)}
                >
                  {emoji}
                </Menu.Item>
              ))}
            </div>
          )}
          {answer !== null && may.quote && (
            <Menu.Item
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              onClick={() => answer.quote(interaction)}
            >
              {t('chat.quote')}
            </Menu.Item>
          )}
          {interaction.text !== null && interaction.text !== '' && (
            <Menu.Item
              leftSection={<IconCopy size={15} aria-hidden />}
              onClick={() => void copyText(t, interaction.text ?? '')}
            >
              {t('chat.copy')}
            </Menu.Item>
          )}
          {clientId !== '' && (
            <Menu.Item
              leftSection={<IconLink size={15} aria-hidden />}
              onClick={() => void copyLink(t, clientId, interaction.id)}
            >
              {t('browse.copyLink')}
            </Menu.Item>
          )}
          {answer !== null && may.edit && (
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => answer.edit(interaction)}>
              {t('chat.edit')}
            </Menu.Item>
          )}
          {keep !== null && (
            <Menu.Item leftSection={<IconPin size={15} aria-hidden />} onClick={() => keep.pin(interaction.id)}>
              {t(keep.isPinned(interaction.id) ? 'cards.unpin' : 'cards.pin')}
            </Menu.Item>
          )}
          {keep !== null && (
            <Menu.Item leftSection={<IconFlag size={15} aria-hidden />} onClick={() => keep.promise(interaction.id)}>
              {t('cards.nextStep')}
            </Menu.Item>
          )}
          {mayEvidence && (
            <Menu.Item
              component="a"
              href={`/api/v1/interactions/${interaction.id}/evidence`}
              download
              leftSection={<IconDownload size={15} aria-hidden />}
            >
              {t('timeline.original')}
            </Menu.Item>
          )}
          {answer !== null && may.revoke && (
            <Menu.Item
              color="red"
              closeMenuOnClick={sure}
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => (sure ? takeBack.mutate() : setSure(true))}
            >
              {t(sure ? 'chat.reallyRevoke' : 'chat.revoke')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
