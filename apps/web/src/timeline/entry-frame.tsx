import { ActionIcon } from '@mantine/core';
import { IconFlag, IconPin, IconPinnedFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useTalk } from '../chat/talk.js';
import { findText } from '../i18n/words.js';
import css from './entry-frame.module.css';

/** An entry with what may be done with it: on hover or when the focus is in it; a bubble has a menu of its own. */
export function EntryFrame({ interaction, children }: { interaction: Schemas['Interaction']; children: ReactNode }) {
  const { t } = useTranslation();
  const { keep } = useTalk();
  if (interaction.kind === 'message') return children;
  const pinned = keep?.isPinned(interaction.id) ?? false;
  // Words of the second part: until it is there nobody points at anything.
  const [pin, step] = [findText(t, pinned ? 'cards.unpin' : 'cards.pin'), findText(t, 'cards.nextStep')];
  return (
    <div className={css.frame} data-interaction={interaction.id} tabIndex={-1}>
      {children}
      {keep !== null && pin !== null && step !== null && (
        <div className={css.acts} data-pinned={pinned || undefined}>
          <ActionIcon
            size={26}
            variant="default"
            aria-label={pin}
            title={pin}
            aria-pressed={pinned}
            onClick={() => keep.pin(interaction.id)}
          >
            {pinned ? <IconPinnedFilled size={14} aria-hidden /> : <IconPin size={14} aria-hidden />}
          </ActionIcon>
          <ActionIcon
            size={26}
            variant="default"
            aria-label={step}
            title={step}
            onClick={() => keep.promise(interaction.id)}
          >
            <IconFlag size={14} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
