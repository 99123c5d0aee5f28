import { Button, CloseButton } from '@mantine/core';
import { IconMicrophoneOff } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { browserOf } from './browser.js';
import type { MicrophoneTrouble } from './microphone.js';
import { sayMicrophone } from './phone.js';
import { readyToSpeak } from './ready-to-speak.js';
import css from './softphone.module.css';

const SoundDialog = lazy(async () => ({ default: (await import('./sound-dialog.js')).SoundDialog }));

/** Why one cannot be heard, and what to do about it in this very browser. */
export function MicrophoneHelp({ trouble }: { trouble: MicrophoneTrouble }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState(false);
  return (
    <div className={css.trouble} role="alert">
      <IconMicrophoneOff size={20} aria-hidden />
      <div>
        <b>{t(`softphone.microphone.${trouble}`)}</b>
        <p>
          {trouble === 'refused'
            ? t(`softphone.allowIn.${browserOf(navigator.userAgent)}`)
            : t(`softphone.microphoneAdvice.${trouble}`)}
        </p>
      </div>
      {trouble !== 'insecure' && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => void readyToSpeak()}>
            {t('act.retry')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setDialog(true)}>
            {t('softphone.soundSettings')}
          </Button>
        </>
      )}
      <CloseButton aria-label={t('softphone.putAway')} onClick={() => sayMicrophone(null)} />
      <Suspense>{dialog && <SoundDialog onClose={() => setDialog(false)} />}</Suspense>
    </div>
  );
}
