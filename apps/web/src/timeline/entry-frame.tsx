import { ActionIcon } from '@mantine/core';
import { IconArrowsSplit2, IconFlag, IconLink, IconPin, IconPinnedFilled, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useTalk } from '../chat/talk.js';
import { findText } from '../i18n/words.js';
import css from './entry-frame.module.css';
import { copyLink } from './entry-link.js';

/** An entry with what may be done with it: on hover or when the focus is in it; a bubble has a menu of its own. */
export function EntryFrame({ interaction, children }: { interaction: Schemas['Interaction']; children: ReactNode }) {
  const { t } = useTranslation();
  const { keep, clientId } = useTalk();
  if (interaction.kind === 'message') return children;
  const { id } = interaction;
  const pinned = keep?.isPinned(id) ?? false;
  // Words of the second part: until it is there nobody points at anything.
  const [pin, step, link, split] = [
    findText(t, pinned ? 'cards.unpin' : 'cards.pin'),
    findText(t, 'cards.nextStep'),
    findText(t, 'browse.copyLink'),
    findText(t, 'thread.fromHere'),
  ];
  const { conversationId } = interaction;
  const isLetter = interaction.kind === 'email' && conversationId !== null;
  return (
    <div className={css.frame} data-interaction={id}>
      {children}
      <div className={css.acts} data-pinned={pinned || undefined}>
        {link !== null && <Act sign={IconLink} label={link} onPress={() => void copyLink(t, clientId, id)} />}
        {keep !== null && pin !== null && (
          <Act sign={pinned ? IconPinnedFilled : IconPin} label={pin} pressed={pinned} onPress={() => keep.pin(id)} />
        )}
        {keep !== null && step !== null && <Act sign={IconFlag} label={step} onPress={() => keep.promise(id)} />}
        {keep !== null && split !== null && isLetter && (
          <Act sign={IconArrowsSplit2} label={split} onPress={() => keep.rehome({ conversationId, entryId: id })} />
        )}
      </div>
    </div>
  );
}

interface ActProps {
  sign: Icon;
  label: string;
  pressed?: boolean;
  onPress: () => void;
}

function Act({ sign: Sign, label, pressed, onPress }: ActProps) {
  return (
    <ActionIcon
      size={26}
      variant="default"
      aria-label={label}
      title={label}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={onPress}
    >
      <Sign size={14} aria-hidden />
    </ActionIcon>
  );
}
