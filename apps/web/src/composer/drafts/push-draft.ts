import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { asProblem } from '../../api/problem.js';
import { queryClient } from '../../api/query-client.js';
import { draftNow, isEmpty } from '../draft.js';
import { keepWork, readWork } from '../kept-work.js';
import { same, type Base } from './reconcile.js';

export interface DraftTarget {
  /** Of the draft on this machine. */
  name: string;
  place: string;
  clientId: string;
  conversationId: string | null;
}

/** What both machines agreed on last. */
export const baseOf = (name: string): Base | null => readWork<Base>(`${name}.base`);
export const agree = (name: string, base: Base | null): void => keepWork(`${name}.base`, base);

/** One request at a time for each place; what is written meanwhile follows. */
const running = new Map<string, boolean>();
export const isPushing = (name: string): boolean => running.has(name);

/** Without a network the copy here stays until the next word; what another machine wrote is looked at first. */
export async function pushDraft(target: DraftTarget): Promise<void> {
  const { name, place } = target;
  if (running.has(name)) {
    running.set(name, true);
    return;
  }
  running.set(name, false);
  let refused = false;
  try {
    await write(target);
  } catch (error) {
    refused = true;
    if (asProblem(error).code === 'draft.changed-elsewhere')
      void queryClient.invalidateQueries({ queryKey: keys.draft(place) });
  }
  const again = running.get(name) === true && !refused;
  running.delete(name);
  if (again) await pushDraft(target);
}

async function write({ name, place, clientId, conversationId }: DraftTarget): Promise<void> {
  const draft = draftNow(name);
  const base = baseOf(name);
  const params = { path: { place } };
  if (isEmpty(draft)) {
    if (base === null) return;
    await take(api.DELETE('/api/v1/drafts/{place}', { params }));
    agree(name, null);
  } else {
    if (base !== null && same(base.draft, draft)) return;
    const { kind, begunAs, text, subject, attachments, channelId, contactPointId, signature } = draft;
    const kept = await take(
      api.PUT('/api/v1/drafts/{place}', {
        params,
        body: {
          ...{ clientId, conversationId, base: base?.version ?? null },
          draft: {
            ...{ kind, begunAs, text, subject, attachments: [...attachments], channelId, contactPointId },
            ...(signature === undefined ? {} : { signature }),
          },
        },
      }),
    );
    agree(name, { version: kept.version, draft });
    if (base !== null) return;
  }
  void queryClient.invalidateQueries({ queryKey: keys.draftMarks });
}
