import { UserError } from '#libs/errors';
import type { FieldProblem } from './field-value.js';

export class CardFieldNotFound extends UserError {
  constructor(id: string) {
    super('card-field.not-found', { id });
  }
}

export class CardFieldKeyTaken extends UserError {
  constructor(key: string) {
    super('card-field.key-taken', { key });
  }
}

/** A choice without anything to choose from. */
export class CardFieldChoicesMissing extends UserError {
  constructor() {
    super('card-field.choices-missing');
  }
}

/** Nobody fills in more. */
export class CardFieldsTooMany extends UserError {
  constructor(most: number) {
    super('card-field.too-many', { most });
  }
}

/** @param problems what is wrong with which field, by its key */
export class FieldValuesInvalid extends UserError {
  constructor(readonly problems: ReadonlyMap<string, FieldProblem>) {
    super('client.fields-invalid', {
      errors: [...problems].map(([key, message]) => ({ path: `fields.${key}`, message })),
    });
  }
}
