import { useSyncExternalStore } from 'react';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { asProblem, type Problem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { keepWork, readWork } from './kept-work.js';

/** One thing that was said and is not yet the server's. */
export interface Outgoing {
  /** Also the idempotency key: a retry after an answer that got lost sends nothing twice. */
  key: string;
  ownerId: string;
  clientId: string;
  conversationId: string | null;
  kind: 'email' | 'note';
  text: string;
  subject: string;
  channelId: string | null;
  contactPointId: string | null;
  attachments: readonly Schemas['Upload'][];
  at: string;
  state: 'sending' | 'failed';
  problem: { code: string; details: Readonly<Record<string, unknown>> } | null;
}

//  sending ─► (gone: the server has it)
//     │ ▲
//     ▼ │ retry
//   failed ─► (gone: thrown away, or taken back into the composer)
let entries: readonly Outgoing[] | null = null;
const listeners = new Set<() => void>();

/** After a reload nobody knows how the request ended: it is offered again, under the same key. */
function load(): readonly Outgoing[] {
  entries ??= (readWork<Outgoing[]>('outbox') ?? []).map((each) =>
    each.state === 'sending' ? { ...each, state: 'failed' as const, problem: { code: 'network', details: {} } } : each,
  );
  return entries;
}

function become(next: readonly Outgoing[]): void {
  entries = next;
  keepWork('outbox', next.length === 0 ? null : next);
  for (const listener of listeners) listener();
}

const replace = (key: string, change: Partial<Outgoing>) =>
  become(load().map((each) => (each.key === key ? { ...each, ...change } : each)));
export const discard = (key: string): void => become(load().filter((each) => each.key !== key));

function post(entry: Outgoing): Promise<Schemas['Interaction']> {
  const params = { path: { id: entry.clientId } };
  if (entry.kind === 'note') {
    return take(
      api.POST('/api/v1/clients/{id}/notes', {
        params,
        body: {
          text: entry.text,
          idempotencyKey: entry.key,
          ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
        },
      }),
    );
  }
  return take(
    api.POST('/api/v1/clients/{id}/messages', {
      params,
      body: {
        medium: 'email',
        text: entry.text,
        idempotencyKey: entry.key,
        attachmentIds: entry.attachments.map((file) => file.id),
        ...(entry.subject === '' ? {} : { subject: entry.subject }),
        ...(entry.channelId === null ? {} : { channelId: entry.channelId }),
        ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
        ...(entry.contactPointId === null ? {} : { contactPointId: entry.contactPointId }),
      },
    }),
  );
}

async function attempt(entry: Outgoing): Promise<void> {
  try {
    await post(entry);
    await queryClient.invalidateQueries({ queryKey: keys.timelines(entry.clientId) });
    discard(entry.key);
    void queryClient.invalidateQueries({ queryKey: keys.conversations });
    void queryClient.invalidateQueries({ queryKey: keys.counters });
  } catch (error) {
    const problem: Problem = asProblem(error);
    replace(entry.key, { state: 'failed', problem: { code: problem.code, details: problem.details } });
    if (problem.isSessionEnd) void queryClient.invalidateQueries({ queryKey: keys.me });
  }
}

export function send(entry: Omit<Outgoing, 'state' | 'problem'>): void {
  const whole: Outgoing = { ...entry, state: 'sending', problem: null };
  become([...load(), whole]);
  void attempt(whole);
}

export function retry(key: string): void {
  const entry = load().find((each) => each.key === key);
  if (entry === undefined) return;
  replace(key, { state: 'sending', problem: null });
  void attempt(entry);
}

/** On signing out: what was kept is gone from memory too. */
export function forgetOutbox(): void {
  become([]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What this employee has under way on a card; of one conversation, if one is named. */
export function useOutgoing(ownerId: string, clientId: string, conversationId: string | null): readonly Outgoing[] {
  const all = useSyncExternalStore(subscribe, load);
  return all.filter(
    (each) =>
      each.ownerId === ownerId &&
      each.clientId === clientId &&
      (conversationId === null || each.conversationId === conversationId),
  );
}
