import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

const typingMs = 250;

/**
 * What is typed stands in the address line a moment later: it is there again on the way back, and in a link that is passed on.
 * @param there what stands there now
 * @param put replaces it
 */
export function useTypedInAddress(there: string, put: (wanted: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(there);
  const [wanted] = useDebouncedValue(typed.trim(), typingMs);
  const asked = useRef(there);
  const ask = useEffectEvent(put);
  useEffect(() => {
    if (wanted === asked.current) return;
    asked.current = wanted;
    ask(wanted);
  }, [wanted]);
  // Somebody came here by another way while the page was open: from the palette, or back in time.
  useEffect(() => {
    if (there === asked.current) return;
    asked.current = there;
    setTyped(there);
  }, [there]);
  return [typed, setTyped];
}
