import i18next from 'i18next';
import type { InfiniteData } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { InboxView } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { problemText, codeText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';

type Conversation = Schemas['Conversation'];
type Pages = InfiniteData<{ items: Conversation[]; nextCursor: string | null }>;

export type Act =
  | { act: 'assign'; employee: Schemas['PersonRef'] | null }
  | { act: 'take'; me: Schemas['PersonRef'] }
  | { act: 'snooze'; until: string }
  | { act: 'done' | 'reopen' | 'seen' };

/** What a conversation will look like once the server has done it. */
export function after(one: Conversation, act: Act): Conversation {
  const awake = { ...one, state: one.state === 'snoozed' ? ('open' as const) : one.state, snoozedUntil: null };
  switch (act.act) {
    case 'assign':
      return { ...awake, assignee: act.employee };
    case 'take':
      return { ...awake, assignee: act.me, mayWrite: true };
    case 'snooze':
      return { ...one, state: 'snoozed', snoozedUntil: act.until };
    case 'done':
      return { ...one, state: 'done', snoozedUntil: null, waitingSince: null, answerBy: null };
    case 'reopen':
      return { ...one, state: 'open', snoozedUntil: null };
    case 'seen':
      return { ...one, unread: false };
  }
}

/** Whether it still belongs to a view, as far as its own state tells; whose cards one sees only the server knows. */
export function belongs(one: Conversation, view: InboxView, meId: string): boolean {
  const handler = one.assignee ?? one.responsible;
  switch (view) {
    case 'all':
      return true;
    case 'snoozed':
    case 'done':
      return one.state === view;
    case 'mine':
      return one.state === 'open' && handler?.id === meId;
    case 'unassigned':
      return one.state === 'open' && handler === null;
    case 'unanswered':
      return one.state === 'open' && one.waitingSince !== null;
    case 'team':
    case 'waiting-for-client':
      return one.state === 'open';
  }
}

/** What brings a conversation back to how it was. */
export function undoing(before: Conversation, act: Act): Act {
  switch (act.act) {
    case 'assign':
    case 'take':
      return { act: 'assign', employee: before.assignee };
    case 'snooze':
    case 'done':
    case 'reopen':
      if (before.state === 'snoozed' && before.snoozedUntil !== null)
        return { act: 'snooze', until: before.snoozedUntil };
      return { act: before.state === 'done' ? 'done' : 'reopen' };
    case 'seen':
      return act;
  }
}

function show(changed: ReadonlyMap<string, Conversation>, meId: string): void {
  for (const [queryKey] of queryClient.getQueriesData<Pages>({ queryKey: keys.conversationLists })) {
    const { view = 'all' } = queryKey[2] as { view?: InboxView };
    queryClient.setQueryData<Pages>(queryKey, (pages) =>
      pages === undefined
        ? undefined
        : {
            ...pages,
            pages: pages.pages.map((page) => ({
              ...page,
              items: page.items
                .map((item) => changed.get(item.id) ?? item)
                .filter((item) => !changed.has(item.id) || belongs(item, view, meId)),
            })),
          },
    );
  }
  for (const [id, one] of changed) queryClient.setQueryData(keys.conversation(id), one);
}

const bodyOf = (act: Act) => {
  switch (act.act) {
    case 'assign':
      return { act: 'assign' as const, employeeId: act.employee?.id ?? null };
    case 'snooze':
      return { act: 'snooze' as const, until: act.until };
    case 'take':
    case 'done':
    case 'reopen':
    case 'seen':
      return { act: act.act };
  }
};

async function carryOut(conversations: readonly Conversation[], act: Act, meId: string): Promise<Conversation[]> {
  await queryClient.cancelQueries({ queryKey: keys.conversations });
  show(new Map(conversations.map((one) => [one.id, after(one, act)])), meId);
  try {
    const { done, refused } = await take(
      api.POST('/api/v1/conversations/bulk', {
        body: { ids: conversations.map(({ id }) => id), ...bodyOf(act) },
      }),
    );
    const [refusal] = refused;
    if (refusal !== undefined) {
      const first = conversations.find(({ id }) => id === refusal.id);
      const handler = first?.assignee ?? first?.responsible ?? { name: '' };
      toast.bad(
        `${i18next.t('handling.refused', { count: refused.length })} ${codeText(i18next.t, refusal.code, { handler })}`,
      );
    }
    const ids = new Set(done.map(({ id }) => id));
    return conversations.filter(({ id }) => ids.has(id));
  } catch (error) {
    toast.bad(problemText(i18next.t, error));
    return [];
  } finally {
    void queryClient.invalidateQueries({ queryKey: keys.conversations });
    void queryClient.invalidateQueries({ queryKey: keys.counters });
  }
}

/** Shown as done at once; what the server refuses comes back and says why; what was done can be undone. */
export async function handle(conversations: readonly Conversation[], act: Act, meId: string): Promise<void> {
  if (conversations.length === 0) return;
  const done = await carryOut(conversations, act, meId);
  if (done.length === 0 || act.act === 'seen') return;
  toast.undoable(i18next.t(`handling.did.${act.act}`, { count: done.length }), () => void undo(done, act, meId));
}

/** Those that were in one state go back together. */
async function undo(before: readonly Conversation[], act: Act, meId: string): Promise<void> {
  const ways = new Map<string, { act: Act; conversations: Conversation[] }>();
  for (const one of before) {
    const back = undoing(one, act);
    const name = JSON.stringify(back);
    const way = ways.get(name) ?? { act: back, conversations: [] };
    way.conversations.push(one);
    ways.set(name, way);
  }
  for (const way of ways.values()) await carryOut(way.conversations, way.act, meId);
}
