import { UserError } from '#libs/errors';

/** Also for a card that is there but not for this viewer: the answer must not tell the two apart. */
export class ClientNotFound extends UserError {
  constructor(id: string) {
    super('client.not-found', { id });
  }
}

/**
 * Somebody else changed the same field since the version that this change began from. Nothing is written.
 * @param fields of each: what stands there now (masked as the viewer may see it), what was wanted, who changed it and when
 */
export class CardChangedMeanwhile extends UserError {
  constructor(version: number, fields: readonly object[]) {
    super('client.changed-meanwhile', { version, fields });
  }
}

/** A mask was sent back as if it were the value. */
export class MaskedValue extends UserError {
  constructor(field: string) {
    super('client.value-masked', { field });
  }
}

/** No company that the viewer may see, the card itself, or the card is a company of its own. */
export class CompanyInvalid extends UserError {
  constructor(id: string) {
    super('client.company-invalid', { id });
  }
}

/** A company that people belong to is no person. */
export class HasPeople extends UserError {
  constructor() {
    super('client.has-people');
  }
}

export class ContactPointNotFound extends UserError {
  constructor(id: string) {
    super('contact-point.not-found', { id });
  }
}

/** @param because `no-at-sign`, `local-part`, `local-part-too-long`, `domain`, `control-character`, `not-a-number`, `length`, `extension` */
export class ContactPointInvalid extends UserError {
  constructor(
    readonly contactKind: string,
    readonly because: string,
  ) {
    super('contact-point.invalid', { kind: contactKind, because });
  }
}

/** @param holder the other card, only where the viewer may see it; null: on another card, and no more is said */
export class ContactPointTaken extends UserError {
  constructor(holder: { id: string; name: string } | null) {
    super('contact-point.taken', holder ? { client: holder } : {});
  }
}

/** The address stands on this very card already. */
export class ContactPointAlreadyAdded extends UserError {
  constructor() {
    super('contact-point.already-added');
  }
}

/** A company's own address or number is nobody's contact point: everything would land on that card. */
export class ContactPointOurs extends UserError {
  constructor() {
    super('contact-point.ours');
  }
}

/** Nobody of that id, not active, or not among those whom the viewer may give a card to. */
export class AssigneeRefused extends UserError {
  constructor(id: string) {
    super('assignment.employee-refused', { id });
  }
}

export class TeamRefused extends UserError {
  constructor(id: string) {
    super('assignment.team-refused', { id });
  }
}
