import type { ContactSight, KnownContact } from '../../access/masking.js';
import type { CardChangeView } from './card-change.view.js';
import type { CardChangeRow, FieldChange } from './card-changes.repository.js';

export interface ChangeSight {
  readonly sight: ContactSight;
  /** Contact points of the card. */
  readonly contacts: readonly KnownContact[];
  /** Names of the cards that changes speak of and that the viewer may see. */
  readonly names: ReadonlyMap<string, string>;
}

/** Ids of other cards in these changes. */
export function cardsIn(rows: readonly CardChangeRow[]): string[] {
  return [
    ...new Set(
      rows.flatMap(({ changes }) =>
        changes.flatMap((one) => (one.is === 'client' ? [one.from, one.to].filter((id) => id !== null) : [])),
      ),
    ),
  ];
}

export function changeView(row: CardChangeRow, seen: ChangeSight): CardChangeView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: row.by,
    changes: row.changes
      // Somebody else became responsible and the team stayed.
      .filter((one) => one.from !== one.to)
      .map((one) => ({
        field: one.field,
        label: one.label ?? null,
        from: shownValue(one, one.from, seen),
        to: shownValue(one, one.to, seen),
      })),
    reason: row.reason === null ? null : seen.sight.text(row.reason, seen.contacts),
  };
}

/** One value as the viewer may see it. */
export function shownValue({ is }: Pick<FieldChange, 'is'>, value: string | null, seen: ChangeSight): string | null {
  if (value === null) return null;
  switch (is) {
    case 'code':
      return value;
    case 'client':
      return seen.sight.text(seen.names.get(value) ?? '•••');
    case 'text':
      return seen.sight.text(value, seen.contacts);
    case 'email':
    case 'phone':
    case 'whatsapp':
      return seen.sight.address(is, value);
  }
}
