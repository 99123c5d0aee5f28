import type { FieldChange } from './history/card-changes.repository.js';

/** What a card says, by name of field: `name`, `stage`, `fields.tax-number`. null: nothing. */
export type Facts = ReadonlyMap<string, string | null>;

export interface Wanted extends Pick<FieldChange, 'field' | 'is' | 'label'> {
  readonly to: string | null;
}

export interface Collision {
  readonly change: FieldChange;
  readonly mine: string | null;
}

/**
 * Two people at one card. What the later one wants is put beside what the earlier one did since the version that the later began from:
 * other fields are simply both changed, the same one is a collision, unless both meant the same.
 * @param meanwhile names of the fields that changed since that version
 */
export function settled(
  now: Facts,
  wanted: readonly Wanted[],
  meanwhile: ReadonlySet<string>,
): { changes: FieldChange[]; collisions: Collision[] } {
  const changes: FieldChange[] = [];
  const collisions: Collision[] = [];
  for (const one of wanted) {
    const from = now.get(one.field) ?? null;
    if (from === one.to) continue;
    const change = { ...one, from };
    if (meanwhile.has(one.field)) collisions.push({ change, mine: one.to });
    else changes.push(change);
  }
  return { changes, collisions };
}
