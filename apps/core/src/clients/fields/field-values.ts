import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { ContactSight, KnownContact } from '../../access/masking.js';
import type { Wanted } from '../changing.js';
import { ClientsRepository } from '../clients.repository.js';
import { shownValue } from '../history/change-views.js';
import type { ValueKind } from '../history/card-changes.repository.js';
import type { CardFieldView, FieldKind, FieldValuesGiven } from './card-field.view.js';
import { fieldValue, type FieldProblem } from './field-value.js';
import { FieldValuesInvalid } from './fields.errors.js';
import { FieldsRepository } from './fields.repository.js';

type Kind = 'person' | 'company';

const shownAs: Readonly<Record<FieldKind, ValueKind>> = {
  ...{ text: 'text', url: 'text', number: 'code', date: 'code', choice: 'code', phone: 'phone', email: 'email' },
};

/** The company's own fields that are in use, and how a number without a country code is read. */
export interface KnownFields {
  readonly fields: readonly CardFieldView[];
  readonly country: string;
}

/** What stands in the company's own fields of a card. */
@Injectable()
export class FieldValues {
  constructor(
    private readonly fields: FieldsRepository,
    private readonly cards: ClientsRepository,
  ) {}

  /**
   * What was given, each in its one form, as changes of the card.
   * @param kind of the card: a field of companies is no field of a person
   * @throws FieldValuesInvalid with everything that is wrong at once
   */
  async wanted(tx: Tx, kind: Kind, given: FieldValuesGiven): Promise<Wanted[]> {
    return Object.keys(given).length === 0 ? [] : this.wantedOf(await this.known(tx), kind, given);
  }

  /** What is asked once for many cards. */
  async known(tx: Tx): Promise<KnownFields> {
    const [fields, country] = [await this.fields.inUse(tx), await this.cards.defaultCountry(tx)];
    return { fields, country };
  }

  /** As `wanted`, for whoever has asked already. @throws FieldValuesInvalid */
  wantedOf({ fields: all, country }: KnownFields, kind: Kind, given: FieldValuesGiven): Wanted[] {
    const fields = fieldsOf(all, kind);
    const problems = new Map<string, FieldProblem>();
    const wanted: Wanted[] = [];
    for (const [key, text] of Object.entries(given)) {
      const field = fields.find((one) => one.key === key);
      const empty = text === null || text.trim() === '';
      const read =
        field === undefined
          ? { problem: 'unknown' as const }
          : empty
            ? field.required
              ? { problem: 'required' as const }
              : { value: null }
            : fieldValue(field, text, country);
      if ('problem' in read) problems.set(key, read.problem);
      else wanted.push({ field: `fields.${key}`, is: shownAs[field!.kind], label: field!.label, to: read.value });
    }
    if (problems.size > 0) throw new FieldValuesInvalid(problems);
    return wanted;
  }
}

export const fieldsOf = (fields: readonly CardFieldView[], kind: Kind): CardFieldView[] =>
  fields.filter(({ appliesTo }) => appliesTo === 'both' || appliesTo === kind);

/** The values of a card as the viewer may see them, and what is missing. @param fields those in use */
export function shownFields(
  fields: readonly CardFieldView[],
  card: { kind: Kind; fields: Readonly<Record<string, string>> },
  seen: { sight: ContactSight; contacts: readonly KnownContact[] },
): { fields: Record<string, string>; fieldsMissing: string[] } {
  const own = fieldsOf(fields, card.kind);
  const shown = own.flatMap(({ key, kind }) => {
    const value = shownValue({ is: shownAs[kind] }, card.fields[key] ?? null, { ...seen, names: new Map() });
    return value === null ? [] : [[key, value] as const];
  });
  return {
    fields: Object.fromEntries(shown),
    fieldsMissing: own.filter(({ key, required }) => required && !(key in card.fields)).map(({ key }) => key),
  };
}
