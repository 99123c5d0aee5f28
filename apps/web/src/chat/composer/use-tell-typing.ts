import { useCallback, useRef } from 'react';
import { tellTyping } from '../requests.js';

/** WhatsApp shows it for some seconds: told again while it goes on. */
const againMs = 6_000;

type Presence = Parameters<typeof tellTyping>[1];

/** Lets the client see that somebody is answering, where the number can. Lost without harm. */
export function useTellTyping(conversationId: string | null): (is: Presence) => void {
  const last = useRef<{ is: Presence; at: number }>({ is: 'paused', at: 0 });
  return useCallback(
    (is) => {
      if (conversationId === null) return;
      const { is: before, at } = last.current;
      if (is === before && (is === 'paused' || Date.now() - at < againMs)) return;
      last.current = { is, at: Date.now() };
      tellTyping(conversationId, is).catch(() => undefined);
    },
    [conversationId],
  );
}
