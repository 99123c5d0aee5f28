import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconPin, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import type { Keep } from '../../chat/talk.js';
import { Moment } from '../../i18n/moment.js';
import css from './pins.module.css';
import { pinsQuery } from './queries.js';

interface Props {
  clientId: string;
  keep: Keep | null;
  onJump: (interactionId: string) => void;
}

/** Entries that everybody must see first, above the timeline; a press leads to their place. */
export function Pins({ clientId, keep, onJump }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(pinsQuery(clientId));
  if (data === undefined || data.items.length === 0) return null;
  const wordsOf = ({ subject, text, kind }: Schemas['Interaction']) =>
    subject || text?.trim().split('\n')[0] || t(`cards.entry.${kind}`);
  return (
    <ul className={css.pins} aria-label={t('cards.pinned')}>
      {data.items.map(({ interaction, pinnedBy }) => (
        <li key={interaction.id}>
          <IconPin size={14} aria-hidden />
          <UnstyledButton
            className={css.words}
            title={pinnedBy === null ? undefined : t('cards.pinnedBy', { who: pinnedBy.name })}
            onClick={() => onJump(interaction.id)}
          >
            <span dir="auto">{wordsOf(interaction)}</span>
            <Moment at={interaction.occurredAt} />
          </UnstyledButton>
          {keep !== null && (
            <ActionIcon
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={t('cards.unpin')}
              title={t('cards.unpin')}
              onClick={() => keep.pin(interaction.id)}
            >
              <IconX size={12} aria-hidden />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  );
}
