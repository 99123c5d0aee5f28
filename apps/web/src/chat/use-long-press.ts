import { useRef, type PointerEvent } from 'react';

const longMs = 450;
const slackPx = 10;

/** A finger that rests: what hovering is for a mouse. Scrolling and selecting go on as ever. */
export function useLongPress(act: () => void) {
  const resting = useRef<{ timer: number; x: number; y: number } | null>(null);
  const end = () => {
    if (resting.current !== null) window.clearTimeout(resting.current.timer);
    resting.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      end();
      if (event.pointerType !== 'touch') return;
      const timer = window.setTimeout(() => {
        resting.current = null;
        act();
      }, longMs);
      resting.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const at = resting.current;
      if (at !== null && Math.hypot(event.clientX - at.x, event.clientY - at.y) > slackPx) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
