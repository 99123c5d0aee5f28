import {
  IconArrowsExchange,
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconNote,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconShieldLock,
  IconUserSearch,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { actOn } from '../calls/call-requests.js';
import type { InHand } from '../calls/standing.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { hangUp, type useActs } from './call-control.js';
import { PhoneButton } from './phone-button.js';
import { actOnLeg } from './phone.js';
import css from './softphone.module.css';

export type Panel = 'keypad' | 'transfer' | 'note' | 'card';

interface Props {
  spoken: InHand;
  all: readonly InHand[];
  /** Hold and handing over have their own buttons then. */
  consulting: boolean;
  panel: Panel | null;
  onPanel: (panel: Panel) => void;
  acts: ReturnType<typeof useActs>;
}

/** What may be done in a call. Muting is this browser's own; everything else the server decides. */
export function TalkButtons({ spoken, all, consulting, panel, onPanel, acts }: Props) {
  const { t } = useTranslation();
  const { call, leg, standing } = spoken;
  const end = useMutation({
    mutationFn: () => hangUp(spoken),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const held = standing === 'holds';
  const connected = standing === 'talks' || held;
  const outside = call.direction !== 'internal';
  const resume = () => {
    // One client at a time is spoken with.
    const other = all.find((each) => each.standing === 'talks' && each.call.id !== call.id);
    const quiet = other === undefined ? Promise.resolve() : actOn(other.call.id, { do: 'hold' });
    void quiet.catch(() => undefined).then(() => acts.mutate({ do: 'resume' }));
  };
  return (
    <div className={css.buttons}>
      {leg !== undefined && (
        <PhoneButton
          icon={leg.muted ? IconMicrophoneOff : IconMicrophone}
          label={t(leg.muted ? 'softphone.unmute' : 'softphone.mute')}
          short={t('softphone.short.mute')}
          keys="F9"
          pressed={leg.muted}
          onClick={() => actOnLeg(leg.id, leg.muted ? 'unmute' : 'mute')}
        />
      )}
      {connected && call.may.control && (
        <>
          {!consulting && (
            <PhoneButton
              icon={held ? IconPlayerPlay : IconPlayerPause}
              label={t(held ? 'softphone.resume' : 'softphone.hold')}
              short={t(held ? 'softphone.short.resume' : 'softphone.short.hold')}
              pressed={held}
              onClick={() => (held ? resume() : acts.mutate({ do: 'hold' }))}
            />
          )}
          <PhoneButton
            icon={IconDialpad}
            label={t('softphone.keypad')}
            short={t('softphone.short.keypad')}
            expanded={panel === 'keypad'}
            onClick={() => onPanel('keypad')}
          />
          {!consulting && (
            <PhoneButton
              icon={IconArrowsExchange}
              label={t('softphone.transfer')}
              short={t('softphone.short.transfer')}
              expanded={panel === 'transfer'}
              onClick={() => onPanel('transfer')}
            />
          )}
          {outside && !call.recordingPaused && (
            <PhoneButton
              icon={IconShieldLock}
              label={t('softphone.pauseRecording')}
              short={t('softphone.short.pauseRecording')}
              onClick={() => acts.mutate({ do: 'pause-recording' })}
            />
          )}
        </>
      )}
      {outside &&
        (call.client === null && call.may.place ? (
          <PhoneButton
            icon={IconUserSearch}
            label={t('softphone.whoIsIt')}
            short={t('softphone.short.whoIsIt')}
            expanded={panel === 'card'}
            onClick={() => onPanel('card')}
          />
        ) : (
          <PhoneButton
            icon={IconNote}
            label={t('softphone.note')}
            short={t('softphone.short.note')}
            expanded={panel === 'note'}
            onClick={() => onPanel('note')}
          />
        ))}
      <PhoneButton
        icon={IconPhoneOff}
        label={t('softphone.end')}
        short={t('softphone.short.end')}
        keys="⇧F8"
        tone="end"
        disabled={end.isPending}
        onClick={() => end.mutate()}
      />
    </div>
  );
}
