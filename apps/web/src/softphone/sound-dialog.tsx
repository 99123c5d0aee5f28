import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, Switch } from '@mantine/core';
import { IconMicrophoneOff, IconVolume } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';
import { askToNotify, useNotifyPermission } from './attention.js';
import { browserOf } from './browser.js';
import {
  MicrophoneAway,
  openMicrophone,
  silence,
  soundDevices,
  watchLevel,
  type MicrophoneTrouble,
} from './microphone.js';
import { ringOnce } from './ring-tone.js';
import { chooseSound, useSoundChoice } from './sound-choice.js';
import css from './softphone.module.css';

/** Safari and older Firefox play through the system's own loudspeaker only. */
const loudspeakerCanBeChosen = 'setSinkId' in HTMLMediaElement.prototype;

/** Microphone with a level that moves, loudspeaker, ringing; kept on this machine. */
export function SoundDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const choice = useSoundChoice();
  const permission = useNotifyPermission();
  const { level, trouble, devices } = useMicrophone(choice.microphone, choice.cleaned);
  const options = (list: readonly MediaDeviceInfo[]) => [
    { value: '', label: t('softphone.systemDevice') },
    ...list.map((each) => ({ value: each.deviceId, label: each.label || t('softphone.namelessDevice') })),
  ];
  return (
    <Modal opened onClose={onClose} title={t('softphone.soundSettings')}>
      <div className={page.form}>
        <NativeSelect
          label={t('softphone.microphoneName')}
          data={options(devices.microphones)}
          value={choice.microphone}
          onChange={(event) => chooseSound({ microphone: event.currentTarget.value })}
        />
        {trouble === null ? (
          <div
            className={css.meter}
            role="meter"
            aria-label={t('softphone.level')}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(level * 100)}
          >
            <span style={{ transform: `scaleX(${level})` }} />
          </div>
        ) : (
          <div className={css.trouble} role="alert">
            <IconMicrophoneOff size={18} aria-hidden />
            <div>
              <b>{t(`softphone.microphone.${trouble}`)}</b>
              <p>
                {trouble === 'refused'
                  ? t(`softphone.allowIn.${browserOf(navigator.userAgent)}`)
                  : t(`softphone.microphoneAdvice.${trouble}`)}
              </p>
            </div>
          </div>
        )}
        <Switch
          label={t('softphone.cleaned')}
          description={t('softphone.cleanedHint')}
          checked={choice.cleaned}
          onChange={(event) => chooseSound({ cleaned: event.currentTarget.checked })}
        />
        {loudspeakerCanBeChosen && (
          <>
            <NativeSelect
              label={t('softphone.loudspeaker')}
              data={options(devices.loudspeakers)}
              value={choice.loudspeaker}
              onChange={(event) => chooseSound({ loudspeaker: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('softphone.ringing')}
              data={options(devices.loudspeakers)}
              value={choice.ringing}
              onChange={(event) => chooseSound({ ringing: event.currentTarget.value })}
            />
          </>
        )}
        <div className={page.acts} style={{ justifyContent: 'flex-start' }}>
          <Button variant="default" size="xs" leftSection={<IconVolume size={15} aria-hidden />} onClick={ringOnce}>
            {t('softphone.tryRinging')}
          </Button>
          {permission === 'default' && (
            <Button variant="default" size="xs" onClick={() => void askToNotify()}>
              {t('softphone.notify')}
            </Button>
          )}
        </div>
        {permission === 'denied' && <p className={css.hint}>{t('softphone.notifyDenied')}</p>}
      </div>
    </Modal>
  );
}

const noDevices = { microphones: [] as MediaDeviceInfo[], loudspeakers: [] as MediaDeviceInfo[] };

/** The chosen microphone, open as long as one looks at its level; names of devices are told once it was allowed. */
function useMicrophone(microphone: string, cleaned: boolean) {
  const [level, setLevel] = useState(0);
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null);
  const [devices, setDevices] = useState(noDevices);
  useEffect(() => {
    let over = false;
    let stream: MediaStream | null = null;
    let unwatch: () => void = () => undefined;
    const look = () => void soundDevices().then((all) => !over && setDevices(all));
    const begin = async () => {
      try {
        stream = await openMicrophone();
        if (over) return silence(stream);
        setTrouble(null);
        unwatch = watchLevel(stream, setLevel);
      } catch (error) {
        if (!over) setTrouble(error instanceof MicrophoneAway ? error.trouble : 'unknown');
      }
      look();
    };
    void begin();
    if ('mediaDevices' in navigator) navigator.mediaDevices.addEventListener('devicechange', look);
    return () => {
      over = true;
      unwatch();
      if (stream !== null) silence(stream);
      if ('mediaDevices' in navigator) navigator.mediaDevices.removeEventListener('devicechange', look);
    };
  }, [microphone, cleaned]);
  return { level, trouble, devices };
}
