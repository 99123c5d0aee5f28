import { ActionIcon } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../i18n/i18n.js';
import { findText } from '../i18n/words.js';
import { Tip } from '../shell/tip.js';
import type { Subject } from './thread-requests.js';

const ThreadDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./thread-dialog.js')).ThreadDialog };
});

/** Joins, splits or moves the conversation that one has before oneself. */
export function ThreadAct({ clientId, conversationId }: Omit<Subject, 'entryId'>) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // Words of the second part: until it is there nobody points at anything.
  const label = findText(t, 'thread.open');
  if (label === null) return null;
  return (
    <>
      <Tip side="left" label={label}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <IconArrowsSplit2 size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tip>
      <Suspense>
        {open && <ThreadDialog subject={{ clientId, conversationId, entryId: null }} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
