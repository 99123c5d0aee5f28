import { ActionIcon } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { speakFully } from '../../i18n/i18n.js';
import { Tip } from '../../shell/tip.js';

const LaterDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./later-dialog.js')).LaterDialog };
});

export interface LaterWish {
  at: string;
  /** It waits for its writer where the client writes first. */
  holdIfWritten: boolean;
}

/** Beside the button that sends at once: another time. */
export function SendLater({ disabled, onSend }: { disabled: boolean; onSend: (wish: LaterWish) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tip label={t('composer.later')} side="end">
        <ActionIcon
          variant="default"
          size="1.875rem"
          disabled={disabled}
          aria-label={t('composer.later')}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <IconClock size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tip>
      {open && (
        <Suspense>
          <LaterDialog
            onClose={() => setOpen(false)}
            onChoose={(wish) => {
              setOpen(false);
              onSend(wish);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
