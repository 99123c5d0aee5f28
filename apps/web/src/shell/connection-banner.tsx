import { IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reconnectNow, useLiveState } from '../api/live.js';
import css from './shell.module.css';

/** A short break heals before anybody needs to read about it. */
const patienceMs = 2_500;

/** Says when what is on screen may be old: no network, or the live line is down. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const state = useLiveState();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state !== 'lost') return undefined;
    const timer = window.setTimeout(() => setLate(true), patienceMs);
    return () => {
      window.clearTimeout(timer);
      setLate(false);
    };
  }, [state]);
  const shown = state === 'offline' || (state === 'lost' && late);
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className={css.banner}>
          {state === 'offline' ? <IconCloudOff size={16} aria-hidden /> : <IconRefresh size={16} aria-hidden />}
          {state === 'offline' ? t('shell.offline') : t('shell.reconnecting')}
          {state === 'lost' && (
            <button type="button" onClick={reconnectNow}>
              {t('shell.tryNow')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
