import { IconShieldLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../calls/timer.js';
import { clockText } from '../player/clock.js';
import css from './softphone.module.css';

/** A card number and its three digits are said in less; nobody forgets a recording that comes back by itself. */
const pausedForMs = 90_000;
const longerByMs = 60_000;

/** The recording is paused for payment data: how long still, and the ways out of it. */
export function PausedRecording({ onResume }: { onResume: () => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const [until, setUntil] = useState(() => Date.now() + pausedForMs);
  const over = now >= until;
  useEffect(() => {
    if (over) onResume();
    // Once, when the time is over: `onResume` is another function at each draw.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [over]);
  return (
    <div className={css.paused} role="status">
      <IconShieldLock size={17} aria-hidden />
      <b>{t('softphone.recordingPaused')}</b>
      <span aria-hidden>{t('softphone.resumesIn', { time: clockText(Math.max(0, until - now)) })}</span>
      <button type="button" onClick={() => setUntil(until + longerByMs)}>
        {t('softphone.pauseLonger')}
      </button>
      <button type="button" onClick={onResume}>
        {t('softphone.resumeRecording')}
      </button>
    </div>
  );
}
