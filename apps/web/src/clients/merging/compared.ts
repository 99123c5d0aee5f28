import type { TFunction } from 'i18next';
import type { Schemas } from '../../api/client.js';
import { fieldName, valueText } from '../change-words.js';

type Client = Schemas['Client'];
export type Side = 'this' | 'other';

export interface Compared {
  field: string;
  name: string;
  this: string | null;
  other: string | null;
}

/** Where the two cards say something different, the fields that everybody has before those of the company's own. */
export function compared(t: TFunction, card: Client, other: Client, labels: ReadonlyMap<string, string>): Compared[] {
  const keys = [...new Set([...Object.keys(card.fields), ...Object.keys(other.fields)])];
  const values = (client: Client): readonly (readonly [string, string | null])[] => [
    ['name', client.name],
    ['kind', client.kind],
    ['stage', client.stage],
    ['company', client.company?.name ?? null],
    ['responsible', client.responsible?.name ?? client.team?.name ?? null],
    ...keys.map((key) => [`fields.${key}`, client.fields[key] ?? null] as const),
  ];
  const theirs = new Map(values(other));
  return values(card)
    .map(([field, value]) => ({
      field,
      name: fieldName(t, { field, label: labels.get(field.slice('fields.'.length)) ?? null }),
      this: value,
      other: theirs.get(field) ?? null,
    }))
    .filter((one) => one.this !== one.other);
}

/** Whose value stands when nobody chooses: this card's, or the other's where this one has none. */
export const sideOf = (one: Compared, chosen: Readonly<Record<string, Side>>): Side =>
  chosen[one.field] ?? (one.this === null && one.field !== 'responsible' ? 'other' : 'this');

export const shownText = (t: TFunction, one: Compared, side: Side): string => valueText(t, one.field, one[side]);
