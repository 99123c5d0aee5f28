import { useSyncExternalStore } from 'react';
import type { QueryKey } from '@tanstack/react-query';
import { meQuery } from './queries.js';
import { queryClient } from './query-client.js';
import { touchedBy, type LiveMessage } from './touched.js';

export type { LiveMessage };

//  off ─► connecting ─► live
//              ▲  │        │
//              └──┴─ lost ◄┘      offline while the machine has no network
export type LiveState = 'off' | 'connecting' | 'live' | 'lost' | 'offline';

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** A burst of letters (a back-fill) makes one refetch, not hundreds; a telephone that rings waits for nobody. */
const gatherMs = 400;
const gatherCallsMs = 60;

let state: LiveState = 'off';
let socket: WebSocket | null = null;
let pauseMs = firstPauseMs;
let timer: number | undefined;
let gathering: { timer: number; until: number } | undefined;
let everLive = false;
let said: string | null = null;
const touched = new Map<string, QueryKey>();
const listeners = new Set<() => void>();
const hearers = new Set<(message: LiveMessage) => void>();

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

function flush(): void {
  gathering = undefined;
  for (const queryKey of touched.values()) void queryClient.invalidateQueries({ queryKey });
  touched.clear();
}

function received(text: string): void {
  let message: LiveMessage;
  try {
    message = JSON.parse(text) as LiveMessage;
  } catch {
    return;
  }
  const told = { event: message.event, data: message.data ?? {} };
  for (const hearer of hearers) hearer(told);
  for (const key of touchedBy(told)) touched.set(JSON.stringify(key), key);
  if (touched.size === 0) return;
  const waitMs = message.event === 'call' ? gatherCallsMs : gatherMs;
  const until = Date.now() + waitMs;
  if (gathering !== undefined && gathering.until <= until) return;
  window.clearTimeout(gathering?.timer);
  gathering = { timer: window.setTimeout(flush, waitMs), until };
}

function connect(): void {
  window.clearTimeout(timer);
  if (!navigator.onLine) return become('offline');
  if (state !== 'lost') become('connecting');
  const opened = new WebSocket(`${window.location.origin.replace(/^http/, 'ws')}/api/v1/live`);
  socket = opened;
  opened.onopen = () => {
    pauseMs = firstPauseMs;
    become('live');
    if (said !== null) opened.send(said);
    // What happened while the line was down is not told again: look at everything that is on screen.
    if (everLive) void queryClient.invalidateQueries();
    everLive = true;
  };
  opened.onmessage = (event) => received(String(event.data));
  opened.onclose = () => {
    if (socket !== opened) return;
    socket = null;
    become(navigator.onLine ? 'lost' : 'offline');
    // A socket that is closed because the session ended says no more than any other: ask the API, which does.
    void queryClient.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(() => undefined);
    timer = window.setTimeout(connect, pauseMs * (0.75 + Math.random() / 2));
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };
}

function networkChanged(): void {
  if (state === 'off') return;
  if (!navigator.onLine) return become('offline');
  pauseMs = firstPauseMs;
  // One from before may live on, or be dead and not know it for minutes: a new one says that we are live, and looks at everything again.
  const before = socket;
  socket = null;
  before?.close();
  connect();
}

/** Keeps the socket open until the returned function is called. */
export function startLive(): () => void {
  connect();
  window.addEventListener('online', networkChanged);
  window.addEventListener('offline', networkChanged);
  return () => {
    window.removeEventListener('online', networkChanged);
    window.removeEventListener('offline', networkChanged);
    window.clearTimeout(timer);
    const closing = socket;
    socket = null;
    closing?.close();
    said = null;
    everLive = false;
    become('off');
  };
}

/** Every event as it comes, for what is shown and forgotten; lists are renewed without it. @returns stops listening */
export function hear(hearer: (message: LiveMessage) => void): () => void {
  hearers.add(hearer);
  return () => void hearers.delete(hearer);
}

export function reconnectNow(): void {
  pauseMs = firstPauseMs;
  if (socket === null) connect();
}

/** What this page says of itself; said again whenever the line is opened anew. */
export function say(message: { looking: { conversationId: string; is: 'viewing' | 'answering' } | null }): void {
  said = JSON.stringify(message);
  if (socket?.readyState === WebSocket.OPEN) socket.send(said);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);
