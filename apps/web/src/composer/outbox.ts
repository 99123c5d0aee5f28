import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { asProblem, type Problem } from '../api/problem.js';
import { timelineQuery } from '../api/timeline.js';
import { queryClient } from '../api/query-client.js';
import { toast } from '../shell/toast.js';
import type { DraftKind } from './draft.js';
import { keepWork, readWork } from './kept-work.js';
import { keepLater } from './later/later.js';
import type { LaterWish } from './later/send-later.js';

/** What only a chat message has. */
export interface ChatParts {
  /** The one attachment is a voice note. */
  voice: boolean;
  /** The message that it answers. */
  quotes: string | null;
  template: { name: string; language: string; header: readonly string[]; body: readonly string[] } | null;
}

/** One thing that was said and is not yet the server's. */
export interface Outgoing {
  /** Also the idempotency key: a retry after an answer that got lost sends nothing twice. */
  key: string;
  ownerId: string;
  clientId: string;
  conversationId: string | null;
  /** The conversation that was looked at while it was written; null: the card. */
  place: string | null;
  kind: DraftKind;
  text: string;
  subject: string;
  channelId: string | null;
  contactPointId: string | null;
  /** false: this letter goes without one. */
  signature?: boolean | undefined;
  attachments: readonly Schemas['Upload'][];
  chat?: ChatParts;
  /** Not now; nothing: as soon as the time for taking it back is over. */
  later?: LaterWish;
  /** The writer has read what the protection of clients found in it, and sends it all the same. */
  confirmed?: boolean;
  /** The newest of the conversation that stood before the writer's eyes. */
  seen?: string | undefined;
  /** Of a note: colleagues who stand in its words. */
  mentions?: readonly { id: string; name: string }[];
  /** Those of them who do not see the card are to see it. */
  openCard?: boolean;
  /** They have read what a colleague answered meanwhile, and send it all the same. */
  anyway?: boolean;
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

const chatOf = ({ voice, quotes, template }: ChatParts) => ({
  ...(voice ? { voice } : {}),
  ...(quotes === null ? {} : { quotes }),
  ...(template === null ? {} : { template: { ...template, header: [...template.header], body: [...template.body] } }),
});

/** @returns the conversation in which it stands; null: one that is still to begin */
async function post(entry: Outgoing): Promise<string | null> {
  const params = { path: { id: entry.clientId } };
  if (entry.kind === 'note') {
    const note = await take(
      api.POST('/api/v1/clients/{id}/notes', {
        params,
        body: {
          text: entry.text,
          idempotencyKey: entry.key,
          ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
          mentions: (entry.mentions ?? []).map(({ id }) => id),
          openCard: entry.openCard ?? false,
        },
      }),
    );
    return note.conversationId;
  }
  const later = await take(
    api.POST('/api/v1/clients/{id}/later', {
      params,
      body: {
        ...(entry.later ?? {}),
        message: {
          medium: entry.kind,
          // A template's words are WhatsApp's own; here they stand for the eye only.
          text: entry.chat?.template == null ? entry.text : '',
          idempotencyKey: entry.key,
          attachmentIds: entry.attachments.map((file) => file.id),
          ...(entry.subject === '' ? {} : { subject: entry.subject }),
          ...(entry.channelId === null ? {} : { channelId: entry.channelId }),
          ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
          ...(entry.contactPointId === null ? {} : { contactPointId: entry.contactPointId }),
          ...(entry.signature === false ? { signature: false } : {}),
          ...(entry.confirmed === true ? { confirmed: true } : {}),
          ...(entry.seen === undefined ? {} : { seen: entry.seen }),
          ...(entry.anyway === true ? { anyway: true } : {}),
          ...(entry.chat === undefined ? {} : chatOf(entry.chat)),
        },
      },
    }),
  );
  keepLater(later);
  return later.conversationId;
}

async function attempt(entry: Outgoing): Promise<void> {
  try {
    const conversationId = await post(entry);
    await queryClient.invalidateQueries({ queryKey: keys.timelines(entry.clientId) });
    discard(entry.key);
    if (entry.place !== null && conversationId !== entry.place) toast.ok(i18next.t('composer.wentElsewhere'));
    void queryClient.invalidateQueries({ queryKey: keys.conversations });
    void queryClient.invalidateQueries({ queryKey: keys.counters });
  } catch (error) {
    const problem: Problem = asProblem(error);
    replace(entry.key, { state: 'failed', problem: { code: problem.code, details: problem.details } });
    if (problem.isSessionEnd) void queryClient.invalidateQueries({ queryKey: keys.me });
  }
}

/** What stands newest on the page of this conversation, or of the card on which it is written. */
function seenBy({ clientId, conversationId, place }: Pick<Outgoing, 'clientId' | 'conversationId' | 'place'>) {
  if (conversationId === null) return undefined;
  const pages = queryClient.getQueryData(timelineQuery(clientId, place).queryKey)?.pages ?? [];
  return pages.flatMap(({ items }) => items).find((each) => each.conversationId === conversationId)?.id;
}

export function send(entry: Omit<Outgoing, 'state' | 'problem'>): void {
  const whole: Outgoing = { ...entry, seen: seenBy(entry), state: 'sending', problem: null };
  become([...load(), whole]);
  void attempt(whole);
}

/** @param change what the writer decided meanwhile */
export function retry(
  key: string,
  change: Pick<Partial<Outgoing>, 'confirmed' | 'anyway' | 'openCard' | 'mentions'> = {},
): void {
  const entry = load().find((each) => each.key === key);
  if (entry === undefined) return;
  replace(key, { ...change, state: 'sending', problem: null });
  void attempt({ ...entry, ...change });
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
      (conversationId === null || each.place === conversationId),
  );
}
