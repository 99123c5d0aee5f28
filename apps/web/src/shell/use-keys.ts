import { useEffect, useRef } from 'react';

/** Chord → action: `KeyJ`, `mod+KeyK`, `shift+KeyX`, `KeyG KeyI` (one after the other), or a printed sign such as `?`. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const sequenceMs = 900;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

const lookForDialog = () =>
  document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]') !== null;

// Asked before anybody else hears of the key: a dialogue that Escape closes is gone by the time that the page's own keys are looked at,
// and the same Escape must not close what lies under it.
let dialogWasOpen = false;
if (typeof window !== 'undefined')
  window.addEventListener('keydown', () => (dialogWasOpen = lookForDialog()), { capture: true });
const dialogOpen = () => dialogWasOpen || lookForDialog();

/**
 * Keys of a page. By place on the keyboard (`event.code`), not by letter: under a Cyrillic layout the key of J says "о".
 * Nothing fires while somebody types or a dialogue is open, except chords with Ctrl or ⌘.
 */
export function useKeys(map: KeyMap, enabled = true): void {
  const current = useRef(map);
  useEffect(() => {
    current.current = map;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    let before = '';
    let beforeAt = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const find = (name: string) => current.current[name];
      if (mod) {
        const act = find(`mod+${event.code}`);
        if (act !== undefined) {
          event.preventDefault();
          act(event);
        }
        return;
      }
      if (isTyping(event.target) || dialogOpen()) return;
      const inSequence = before === 'KeyG' && !event.shiftKey && Date.now() - beforeAt < sequenceMs;
      // G and R goes to the reports and answers nobody, whichever of the two is looked at first.
      const act = inSequence
        ? find(`${before} ${event.code}`)
        : find(event.key === '?' ? '?' : event.shiftKey ? `shift+${event.code}` : event.code);
      before = event.shiftKey ? '' : event.code;
      beforeAt = Date.now();
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [enabled]);
}
