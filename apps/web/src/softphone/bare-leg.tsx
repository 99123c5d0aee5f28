import { Button } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callQuery } from '../calls/call-queries.js';
import { actOnLeg } from './phone.js';
import { PhoneButton } from './phone-button.js';
import type { LegView } from './phone-view.js';
import css from './softphone.module.css';

/** The server's news of a call is a moment behind the line. */
const newsIsLateByMs = 1_500;
const askAgainMs = 3_000;

/**
 * A call on the line of which the server says nothing to us: it can be answered, muted and ended all the same. One that is over for the
 * server is let go of: the engine's word of it was lost while the line was down.
 */
export function BareLeg({ leg }: { leg: LegView }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  const { data: call } = useQuery({
    ...callQuery(leg.callId ?? ''),
    enabled: late && leg.callId !== null,
    refetchInterval: askAgainMs,
  });
  const forsaken = call?.phase === 'ended' && leg.state === 'talking';
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), newsIsLateByMs);
    return () => window.clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (forsaken) actOnLeg(leg.id, 'leave');
  }, [forsaken, leg.id]);
  if (!late || forsaken) return null;
  const who = leg.shownName || t('calls.hidden');
  const rings = leg.state === 'ringing' || leg.state === 'answering';
  return (
    <div
      className={css.call}
      data-state={rings ? 'dials' : 'talks'}
      role="group"
      aria-label={t(rings ? 'softphone.callFrom' : 'softphone.callWith', { who })}
    >
      <div className={css.line}>
        <div className={css.who}>
          <b>{who}</b>
        </div>
        <span className={css.state}>{t(rings ? 'softphone.state.rings' : 'softphone.state.talks')}</span>
        {rings ? (
          <div className={css.buttons}>
            <Button
              size="xs"
              color="teal.9"
              leftSection={<IconPhone size={16} aria-hidden />}
              onClick={() => actOnLeg(leg.id, 'answer')}
            >
              {t('softphone.answer')}
            </Button>
            <Button size="xs" color="red" variant="light" onClick={() => actOnLeg(leg.id, 'decline')}>
              {t('softphone.decline')}
            </Button>
          </div>
        ) : (
          <div className={css.buttons}>
            <PhoneButton
              icon={leg.muted ? IconMicrophoneOff : IconMicrophone}
              label={t(leg.muted ? 'softphone.unmute' : 'softphone.mute')}
              short={t('softphone.short.mute')}
              keys="F9"
              pressed={leg.muted}
              onClick={() => actOnLeg(leg.id, leg.muted ? 'unmute' : 'mute')}
            />
            <PhoneButton
              icon={IconPhoneOff}
              label={t('softphone.end')}
              short={t('softphone.short.end')}
              tone="end"
              onClick={() => actOnLeg(leg.id, 'leave')}
            />
          </div>
        )}
      </div>
    </div>
  );
}
