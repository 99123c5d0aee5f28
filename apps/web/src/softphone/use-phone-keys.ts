import { useEffect, useRef } from 'react';
import type { InHand } from '../calls/standing.js';
import { answer, hangUp } from './call-control.js';
import { actOnLeg } from './phone.js';

/** Also while one writes a letter: a call does not wait for the cursor. F8 answers, ⇧F8 declines or ends, F9 mutes. */
export function usePhoneKeys(hand: readonly InHand[]): void {
  const now = useRef(hand);
  useEffect(() => {
    now.current = hand;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const rings = now.current.find(({ standing, leg }) => standing === 'rings' && leg !== undefined);
      const spoken = now.current.find(({ standing }) => standing !== 'rings');
      if (event.code === 'F9' && spoken?.leg !== undefined)
        actOnLeg(spoken.leg.id, spoken.leg.muted ? 'unmute' : 'mute');
      else if (event.code === 'F8' && !event.shiftKey && rings !== undefined) void answer(rings, now.current);
      else if (event.code === 'F8' && event.shiftKey && rings?.leg !== undefined) actOnLeg(rings.leg.id, 'decline');
      else if (event.code === 'F8' && event.shiftKey && spoken !== undefined)
        void hangUp(spoken).catch(() => undefined);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
