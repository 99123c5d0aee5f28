import { emptyDraft, isEmpty, type Draft } from '../draft.js';

/** What both machines agreed on last: the server's version, and what stood in it. */
export interface Base {
  version: number;
  draft: Draft;
}

/** What the server has: another machine may have gone on with it. */
export interface Served {
  version: number;
  draft: Draft;
  changedAt: string;
}

export type Step =
  | { do: 'nothing' }
  /** What stands here goes to the server. */
  | { do: 'push' }
  /** What stands there comes here; `other`: what stood here and is offered. */
  | { do: 'adopt'; draft: Draft; other: Draft | null }
  /** What stands here is newer; what stands there is offered. */
  | { do: 'keep'; other: Draft };

/** Two machines of one person: whatever only one of them has changed counts; where both did, the newer, and the other is offered. */
export function reconcile(local: Draft, changedHereAt: number, base: Base | null, served: Served | null): Step {
  if (served === null) {
    if (base === null) return isEmpty(local) ? { do: 'nothing' } : { do: 'push' };
    // It was sent, or thrown away, elsewhere.
    if (same(local, base.draft))
      return isEmpty(local) ? { do: 'nothing' } : { do: 'adopt', draft: emptyDraft, other: null };
    return { do: 'push' };
  }
  if (same(local, served.draft)) return { do: 'nothing' };
  if (base?.version === served.version) return { do: 'push' };
  if (isEmpty(local) ? base === null || isEmpty(base.draft) : base !== null && same(local, base.draft))
    return { do: 'adopt', draft: served.draft, other: null };
  if (isEmpty(local)) return { do: 'adopt', draft: served.draft, other: null };
  return Date.parse(served.changedAt) > changedHereAt
    ? { do: 'adopt', draft: served.draft, other: local }
    : { do: 'keep', other: served.draft };
}

/** What is written, not how it was come to. */
export const same = (a: Draft, b: Draft): boolean =>
  a.text === b.text &&
  (a.subject ?? '') === (b.subject ?? '') &&
  a.attachments.map(({ id }) => id).join() === b.attachments.map(({ id }) => id).join();
