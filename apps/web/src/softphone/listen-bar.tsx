import { SegmentedControl } from '@mantine/core';
import { IconEar, IconPhoneOff, IconVolume } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { otherSide } from '../calls/call-words.js';
import type { ListenMode } from '../calls/call.js';
import type { InHand } from '../calls/standing.js';
import { Timer } from '../calls/timer.js';
import { problemText } from '../i18n/words.js';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { hangUp, listen } from './call-control.js';
import { PhoneButton } from './phone-button.js';
import { actOnLeg } from './phone.js';
import css from './softphone.module.css';

export const listenModes: readonly ListenMode[] = ['listen', 'whisper', 'barge'];

/** A manager in somebody's call: who hears them is said before anything else. */
export function ListenBar({ listening }: { listening: InHand }) {
  const { t } = useTranslation();
  const me = useMe();
  const { call, leg } = listening;
  const mode = call.listening.find(({ employee }) => employee.id === me.id)?.mode ?? 'listen';
  const colleague = call.talking.map(({ name }) => name).join(', ');
  const change = useMutation({
    mutationFn: (next: ListenMode) => listen(call.id, next),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  // The engine lets nobody hear a listener; that nothing leaves this microphone either is ours to see to.
  const silent = mode === 'listen';
  const legId = leg?.state === 'talking' ? leg.id : undefined;
  useEffect(() => {
    if (legId !== undefined) actOnLeg(legId, silent ? 'mute' : 'unmute');
  }, [legId, silent]);
  return (
    <div
      className={css.call}
      data-state="listens"
      role="group"
      aria-label={t('softphone.listeningTo', { name: colleague })}
    >
      <div className={css.heard} data-heard={!silent || undefined} role="status">
        {silent ? <IconEar size={17} aria-hidden /> : <IconVolume size={17} aria-hidden />}
        {t(`softphone.heard.${mode}`, { name: colleague })}
      </div>
      <div className={css.line}>
        <div className={css.who}>
          <b>{t('softphone.twoNames', { one: colleague, other: otherSide(t, call, me.id) })}</b>
          <small>{call.channel?.name}</small>
        </div>
        <span className={css.state}>
          <Timer since={call.answeredAt ?? call.startedAt} />
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('softphone.howToListen')}
          data={listenModes.map((value) => ({ value, label: t(`softphone.mode.${value}`) }))}
          value={mode}
          disabled={change.isPending}
          onChange={(value) => change.mutate(value)}
        />
        <div className={css.buttons}>
          {leg !== undefined && (
            <PhoneButton
              icon={IconPhoneOff}
              label={t('softphone.stopListening')}
              short={t('softphone.short.end')}
              keys="⇧F8"
              tone="end"
              onClick={() => void hangUp(listening)}
            />
          )}
        </div>
      </div>
    </div>
  );
}
