const name = 'keepline.spoken';
/** The server keeps the client on music for so long, for a page that is loaded anew. */
const waitsMs = 20_000;

/** Kept with the tab, over its reload: ids of calls, and nothing else. */
export function rememberSpoken(callIds: readonly string[], now = Date.now()): void {
  try {
    if (callIds.length > 0) sessionStorage.setItem(name, JSON.stringify({ callIds, until: now + waitsMs }));
  } catch {
    // No storage in this browser: the call rings, and a person answers it.
  }
}

/** What this tab spoke in before it was loaded anew, and for how long it may be had back; asked once. */
export function spokenBefore(now = Date.now()): { callId: string; forMs: number }[] {
  try {
    const { callIds, until } = JSON.parse(sessionStorage.getItem(name) ?? '{}') as {
      callIds?: string[];
      until?: number;
    };
    sessionStorage.removeItem(name);
    const forMs = (until ?? 0) - now;
    return forMs > 0 ? (callIds ?? []).map((callId) => ({ callId, forMs })) : [];
  } catch {
    return [];
  }
}
