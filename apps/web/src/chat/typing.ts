import { useEffect, useState } from 'react';
import { hear, type LiveMessage } from '../api/live.js';

export type Presence = 'typing' | 'recording';

/** Told while it is true; what is not told again has ended. */
const lastsMs = 12_000;

const presenceOf = (message: LiveMessage): Presence | null =>
  message.data.is === 'typing' || message.data.is === 'recording' ? message.data.is : null;

/** Whether the client is typing or speaking into the microphone, as far as WhatsApp tells. */
export function useClientTyping(clientId: string, conversationId: string | null): Presence | null {
  const [presence, setPresence] = useState<Presence | null>(null);
  useEffect(() => {
    let timer: number | undefined;
    const stop = hear((message) => {
      const { event, data } = message;
      // What they were writing has come.
      const ended = event === 'interaction' && data.clientId === clientId;
      const meant =
        event === 'typing' &&
        data.clientId === clientId &&
        (conversationId === null || data.conversationId === conversationId);
      if (!ended && !meant) return;
      window.clearTimeout(timer);
      const now = ended ? null : presenceOf(message);
      setPresence(now);
      if (now !== null) timer = window.setTimeout(() => setPresence(null), lastsMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
      setPresence(null);
    };
  }, [clientId, conversationId]);
  return presence;
}
