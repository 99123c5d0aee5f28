import type { CardWords } from '../card-writing.js';
import type { CardRow } from '../clients.repository.js';

export type Take = Readonly<Record<string, 'this' | 'other'>>;

const isEmpty = (value: string | null | undefined): boolean => value === null || value === undefined || value === '';

/**
 * What the card that stays takes over from the other: what somebody chose, and where it has nothing itself what the other has. An own field
 * of the other is only taken unasked where both are of one kind: the other kind may not have it.
 */
export function wordsToTake(card: CardRow, other: CardRow, take: Take): CardWords {
  const takes = (field: string, mine: string | null, theirs: string | null): boolean =>
    take[field] === undefined ? isEmpty(mine) && !isEmpty(theirs) : take[field] === 'other';
  const kind = take['kind'] === 'other' ? other.kind : card.kind;
  const fields = Object.fromEntries(
    Object.entries(other.fields).filter(
      ([key, value]) =>
        takes(`fields.${key}`, card.fields[key] ?? null, value) && (kind === other.kind || `fields.${key}` in take),
    ),
  );
  return {
    ...(take['kind'] === 'other' ? { kind: other.kind } : {}),
    ...(take['name'] === 'other' ? { name: other.name } : {}),
    ...(take['stage'] === 'other' ? { stage: other.stage } : {}),
    ...companyToTake(card, other, kind, takes('company', card.companyId, other.companyId)),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

/** Neither of the two can be the company of what they are now. */
function companyToTake(card: CardRow, other: CardRow, kind: CardRow['kind'], taken: boolean): CardWords {
  if (card.companyId === other.id) return { companyId: null };
  if (!taken || kind === 'company' || other.companyId === card.id) return {};
  return { companyId: other.companyId };
}
