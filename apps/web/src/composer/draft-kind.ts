import type { Draft, DraftKind } from './draft.js';

/** What the words in the draft are: as somebody chose, or as they were begun; null: there are none, and nobody chose. */
const ownKind = ({ kind, begunAs }: Pick<Draft, 'kind' | 'begunAs'>): DraftKind | null => kind ?? begunAs;

/** How it goes out. What the client has last answered on decides only while nothing is written. */
export const kindOf = (draft: Pick<Draft, 'kind' | 'begunAs'>, usual: DraftKind): DraftKind => ownKind(draft) ?? usual;

/** Whether an answer to one chat message needs words of its own: a half-written note or letter never becomes that answer. */
export function answersApart(draft: Pick<Draft, 'kind' | 'begunAs'>): boolean {
  const own = ownKind(draft);
  return own !== null && own !== 'whatsapp';
}

/** A change of the draft; the first words fix how they go out, whatever the client does meanwhile. */
export function begun(draft: Draft, change: Partial<Draft>, kind: DraftKind): Partial<Draft> {
  const words = (change.text ?? '') !== '' || (change.subject ?? '') !== '';
  return words && ownKind(draft) === null ? { begunAs: kind, ...change } : change;
}
