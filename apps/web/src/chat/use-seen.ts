import { useEffect } from 'react';
import { tellSeen } from './requests.js';

/** Tells WhatsApp that the client's messages have been read, once for each newest one, while somebody really looks. */
export function useSeen(conversationId: string | null, newestInboundId: string | undefined, enabled: boolean): void {
  useEffect(() => {
    if (!enabled || conversationId === null || newestInboundId === undefined) return undefined;
    let told = false;
    const tell = () => {
      if (told || document.visibilityState !== 'visible') return;
      told = true;
      // Lost without harm: the next message tells it again.
      tellSeen(conversationId).catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [conversationId, newestInboundId, enabled]);
}
