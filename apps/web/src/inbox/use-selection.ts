import { useCallback, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client.js';

type Conversation = Schemas['Conversation'];

/** All from the one to the other, in the order of the list. */
export function between(ids: readonly string[], from: string, to: string): string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a < 0 || b < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/**
 * What is selected in a list that changes while one looks at it: by id, so that what comes in at its top moves nothing.
 * @param place of another view nothing is selected
 */
export function useSelection(items: readonly Conversation[], place: string) {
  const [held, setHeld] = useState<{ place: string; ids: ReadonlySet<string> }>({ place, ids: new Set() });
  const last = useRef<string | null>(null);
  const order = useRef<readonly string[]>([]);
  useEffect(() => {
    order.current = items.map(({ id }) => id);
  });
  const ids = held.place === place ? held.ids : new Set<string>();
  const toggle = useCallback(
    (id: string, range: boolean) => {
      const from = last.current;
      last.current = id;
      setHeld((before) => {
        const next = new Set(before.place === place ? before.ids : []);
        if (range && from !== null) for (const each of between(order.current, from, id)) next.add(each);
        else if (!next.delete(id)) next.add(id);
        return { place, ids: next };
      });
    },
    [place],
  );
  return {
    chosen: items.filter(({ id }) => ids.has(id)),
    has: (id: string) => ids.has(id),
    toggle,
    all: () => setHeld({ place, ids: new Set(order.current) }),
    clear: () => setHeld({ place, ids: new Set() }),
  };
}
