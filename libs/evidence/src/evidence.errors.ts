import { UserError } from '#libs/errors';

/**
 * What gave it away: the stored length, the header (also: another object under this name), a chunk, or the hash of the whole.
 */
export type Damage = 'length' | 'header' | 'chunk' | 'hash';

/** The stored object is not what was put there: changed, swapped, renamed, cut or extended. */
export class EvidenceCorrupt extends UserError {
  constructor(sha256: string, damage: Damage, cause?: unknown) {
    super('evidence.corrupt', { sha256, damage }, { cause });
  }
}

/** The object is whole as far as one can see, but was written under another master key. */
export class EvidenceOfOtherKey extends UserError {
  constructor(sha256: string) {
    super('evidence.other-key', { sha256 });
  }
}

export class EvidenceMissing extends UserError {
  constructor(sha256: string) {
    super('evidence.missing', { sha256 });
  }
}

/** Asked to hold more in memory than the caller allows. */
export class EvidenceTooLarge extends UserError {
  constructor(sha256: string, size: number, maxBytes: number) {
    super('evidence.too-large', { sha256, size, maxBytes });
  }
}

/** The range begins behind the end of the object, or ends before it begins. */
export class EvidenceRangeRefused extends UserError {
  constructor(sha256: string, size: number) {
    super('evidence.range-refused', { sha256, size });
  }
}
