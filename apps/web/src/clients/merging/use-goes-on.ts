import { useEffect, useRef } from 'react';

/** A card that went on as another one: whoever followed an old link stands on the other's page. */
export function useGoesOn(asked: string, is: string | undefined, goTo: (id: string) => void): void {
  const way = useRef(goTo);
  useEffect(() => {
    way.current = goTo;
  });
  useEffect(() => {
    if (is !== undefined && is !== asked) way.current(is);
  }, [asked, is]);
}
