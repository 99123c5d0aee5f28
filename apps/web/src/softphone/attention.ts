import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { numberBeside, otherSide } from '../calls/call-words.js';
import type { InHand } from '../calls/standing.js';
import { useMe } from '../shell/session.js';
import { flashTitle } from '../shell/title.js';
import { ringOnce, startRinging } from './ring-tone.js';
import { usePhone } from './phone.js';

const mayNotify = () => 'Notification' in window;
/** Chrome on Android has the name and no constructor: there the system's own telephone rings louder anyway. */
function notification(title: string, options: NotificationOptions): Notification | null {
  try {
    return new Notification(title, options);
  } catch {
    return null;
  }
}

let permissionListener: () => void = () => undefined;

/** Whether calls may be told by the system while another window is in front; `default`: nobody has been asked. */
export const useNotifyPermission = (): NotificationPermission =>
  useSyncExternalStore(
    (listener) => {
      permissionListener = listener;
      return () => (permissionListener = () => undefined);
    },
    () => (mayNotify() ? Notification.permission : 'denied'),
  );

export async function askToNotify(): Promise<void> {
  if (mayNotify()) await Notification.requestPermission();
  permissionListener();
}

/** Rings, flashes the title, and tells the system when nobody looks at this tab. */
export function useCallsForAttention(ringing: readonly InHand[], speaking: boolean): void {
  const { t } = useTranslation();
  const me = useMe();
  const { line } = usePhone();
  const first = ringing[0];
  const who = first === undefined ? '' : otherSide(t, first.call, me.id, first.leg?.shownName);
  const number = first === undefined ? null : numberBeside(first.call);
  const callId = first?.call.id;
  // A desk phone rings by itself; of several tabs only the one that is the phone does.
  const audible = line === 'ready' && ringing.some(({ leg }) => leg?.state === 'ringing');
  const title = t('softphone.callFrom', { who });
  const said = useRef({ title, number });
  useEffect(() => {
    said.current = { title, number };
  });

  useEffect(() => {
    if (!audible) return undefined;
    if (!speaking) return startRinging();
    // Somebody is being spoken with: one knock is enough.
    ringOnce();
    return undefined;
  }, [audible, speaking]);

  useEffect(() => (callId === undefined ? undefined : flashTitle(title)), [callId, title]);

  useEffect(() => {
    if (callId === undefined || !document.hidden || !mayNotify() || Notification.permission !== 'granted')
      return undefined;
    const shown = notification(said.current.title, {
      tag: callId,
      requireInteraction: true,
      icon: '/favicon.svg',
      ...(said.current.number === null ? {} : { body: said.current.number }),
    });
    if (shown === null) return undefined;
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  }, [callId]);
}
