import { ActionIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDeviceLandlinePhone,
  IconDialpad,
  IconHeadset,
  IconPhone,
  IconPhoneOff,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { codeText } from '../i18n/words.js';
import { useMay } from '../shell/session.js';
import { Tip } from '../shell/tip.js';
import { openDialPad } from './dial-pad-wanted.js';
import { retryLine, takePhone } from './phone.js';
import type { PhoneView } from './phone-view.js';
import css from './softphone.module.css';
import type { LineState } from './states.js';

const SoundDialog = lazy(async () => ({ default: (await import('./sound-dialog.js')).SoundDialog }));

const signs: Record<LineState, Icon> = {
  off: IconPhoneOff,
  elsewhere: IconPhone,
  starting: IconRefresh,
  ready: IconPhone,
  lost: IconAlertTriangle,
  refused: IconPhoneOff,
};

interface Props {
  number: string | null;
  devices: readonly Schemas['Device'][];
  phone: PhoneView;
}

/** Between calls: whether one can be rung, and where. Quiet as long as all is well. */
export function IdleBar({ number, devices, phone }: Props) {
  const { t } = useTranslation();
  const mayDial = useMay('calls.dial');
  const [dialog, setDialog] = useState(false);
  const Sign = signs[phone.line];
  const desk = devices.filter(({ kind, online }) => kind === 'desk' && online);
  const well = phone.line === 'ready' || phone.line === 'elsewhere' || phone.line === 'starting';
  return (
    <div className={css.idle} data-line={phone.line} data-well={well || undefined}>
      <span className={css.status} role="status">
        <Sign size={16} stroke={1.8} aria-hidden />
        {t(`softphone.line.${phone.line}`)}
      </span>
      {phone.code !== null && <span className={css.why}>{codeText(t, phone.code)}</span>}
      {phone.line === 'elsewhere' && (
        <button type="button" className={css.quietAct} disabled={phone.legs.length > 0} onClick={takePhone}>
          {t('softphone.useHere')}
        </button>
      )}
      {(phone.line === 'lost' || phone.line === 'refused') && (
        <button type="button" className={css.quietAct} onClick={retryLine}>
          {t('act.retry')}
        </button>
      )}
      {number !== null && <span className={css.extension}>{t('softphone.extension', { number })}</span>}
      {desk.length > 0 && (
        <span className={css.desk} title={desk.map(({ label }) => label).join(', ')}>
          <IconDeviceLandlinePhone size={16} stroke={1.8} aria-hidden /> {t('softphone.deskOnline')}
        </span>
      )}
      <span className={css.spring} />
      {mayDial && (
        <Tip side="left" label={t('softphone.dialPad')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('softphone.dialPad')} onClick={() => openDialPad()}>
            <IconDialpad size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      <Tip side="left" label={t('softphone.soundSettings')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('softphone.soundSettings')}
          onClick={() => setDialog(true)}
        >
          <IconHeadset size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tip>
      <Suspense>{dialog && <SoundDialog onClose={() => setDialog(false)} />}</Suspense>
    </div>
  );
}
