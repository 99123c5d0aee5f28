import { UserError } from '#libs/errors';

export class MailImportNotFound extends UserError {
  constructor(id: string) {
    super('mail-import.not-found', { id });
  }
}

export class MailImportTooLarge extends UserError {
  constructor(limitBytes: number) {
    super('mail-import.too-large', { limitBytes });
  }
}

/** A piece is not the one that comes next: the page asks which is, and goes on there. */
export class MailImportPieceConflict extends UserError {
  constructor(expected: number) {
    super('mail-import.piece-conflict', { expected });
  }
}

/** No letters in a form that is read here. */
export class MailImportNoLetters extends UserError {
  constructor(because: 'outlook' | 'unknown') {
    super(because === 'outlook' ? 'mail-import.outlook' : 'mail-import.no-letters');
  }
}

/** It ends too early, or its directory is damaged. */
export class MailImportArchiveBroken extends UserError {
  constructor(cause?: unknown) {
    super('mail-import.archive-broken', {});
    this.cause = cause;
  }
}

/** It was started, stopped or undone meanwhile: what was asked does not fit any more. */
export class MailImportStateConflict extends UserError {
  constructor(state: string) {
    super('mail-import.state-conflict', { state });
  }
}

export class MailImportPlanInvalid extends UserError {
  constructor(because: 'channel' | 'employee' | 'address') {
    super('mail-import.plan-invalid', { because });
  }
}

export class MailImportUndoTooLate extends UserError {
  constructor(days: number) {
    super('mail-import.undo-too-late', { days });
  }
}

/** Whoever asked for the work left, or has not the right any more. */
export class MailImportNobodyMay extends UserError {
  constructor() {
    super('mail-import.nobody-may');
  }
}
