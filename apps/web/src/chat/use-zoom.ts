import { useRef, useState, type PointerEvent, type WheelEvent } from 'react';

const most = 8;
const swipePx = 60;

interface View {
  of: string;
  scale: number;
  x: number;
  y: number;
}

/**
 * Looking closer at one picture: wheel, double click, two fingers; dragging moves what is larger than the window. A swipe over one
 * that is not enlarged turns the page.
 * @param of which picture; another one is shown whole
 */
export function useZoom(of: string, onSwipe: (by: 1 | -1) => void) {
  const whole: View = { of, scale: 1, x: 0, y: 0 };
  const [kept, setView] = useState<View>(whole);
  const view = kept.of === of ? kept : whole;
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const begun = useRef({ x: 0, y: 0, apart: 0, view });

  const by = (factor: number) => {
    const scale = Math.min(most, Math.max(1, view.scale * factor));
    setView(scale === 1 ? whole : { ...view, scale });
  };
  const middle = () => {
    const all = [...fingers.current.values()];
    const [a, b] = all;
    return {
      x: all.reduce((sum, each) => sum + each.x, 0) / Math.max(all.length, 1),
      y: all.reduce((sum, each) => sum + each.y, 0) / Math.max(all.length, 1),
      apart: a !== undefined && b !== undefined ? Math.hypot(a.x - b.x, a.y - b.y) : 0,
    };
  };
  const begin = () => {
    begun.current = { ...middle(), view };
  };
  const lift = (event: PointerEvent) => {
    const { x, y, view: before } = begun.current;
    const alone = fingers.current.size === 1;
    fingers.current.delete(event.pointerId);
    const across = event.clientX - x;
    if (alone && before.scale === 1 && Math.abs(across) > swipePx && Math.abs(across) > Math.abs(event.clientY - y)) {
      onSwipe(across > 0 ? -1 : 1);
    }
    if (fingers.current.size > 0) begin();
  };
  return {
    zoomed: view.scale > 1,
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
    by,
    reset: () => setView(whole),
    handlers: {
      onWheel: (event: WheelEvent) => by(event.deltaY < 0 ? 1.2 : 1 / 1.2),
      onDoubleClick: () => setView(view.scale > 1 ? whole : { ...whole, scale: 2.5 }),
      onPointerDown: (event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        begin();
      },
      onPointerMove: (event: PointerEvent) => {
        if (!fingers.current.has(event.pointerId)) return;
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        const { view: before, ...from } = begun.current;
        const now = middle();
        const scale =
          from.apart > 0 ? Math.min(most, Math.max(1, (before.scale * now.apart) / from.apart)) : before.scale;
        if (scale > 1) setView({ of, scale, x: before.x + now.x - from.x, y: before.y + now.y - from.y });
      },
      onPointerUp: lift,
      onPointerCancel: (event: PointerEvent) => fingers.current.delete(event.pointerId),
    },
  };
}
