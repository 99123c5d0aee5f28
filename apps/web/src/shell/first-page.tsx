import { useIsFetching } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { speakFully } from '../i18n/i18n.js';

/** A page whose data do not come must not be without a telephone. */
const patienceMs = 5_000;

let stands = false;
const listeners = new Set<() => void>();

function becomeStanding(): void {
  if (stands) return;
  stands = true;
  void speakFully();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Looks when the first page stands and the browser has nothing better to do. By itself, beside everything else: each answer that comes redraws it,
 * and nothing but it.
 */
export function FirstPageWatch() {
  const coming = useRouterState({ select: (state) => state.isLoading });
  const fetching = useIsFetching() > 0;
  useEffect(() => {
    const late = window.setTimeout(becomeStanding, patienceMs);
    return () => window.clearTimeout(late);
  }, []);
  useEffect(() => {
    if (coming || fetching) return undefined;
    // Safari knows no idle callback.
    if (!('requestIdleCallback' in window)) {
      const soon = globalThis.setTimeout(becomeStanding, 300);
      return () => globalThis.clearTimeout(soon);
    }
    const idle = window.requestIdleCallback(becomeStanding);
    return () => window.cancelIdleCallback(idle);
  }, [coming, fetching]);
  return null;
}

/** What nobody waits for yet: it comes once the first page stands, and does not hold that up. */
export function AfterFirstPage({ children }: { children: ReactNode }) {
  return useSyncExternalStore(subscribe, () => stands) ? children : null;
}
