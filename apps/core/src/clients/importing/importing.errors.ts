import { UserError } from '#libs/errors';

export class ImportNotFound extends UserError {
  constructor(id: string) {
    super('import.not-found', { id });
  }
}

/** Also while it is on its way: what came so far is not kept. */
export class ImportTooLarge extends UserError {
  constructor(limitBytes: number) {
    super('import.too-large', { limitBytes });
  }
}

/** Nothing stands in the file, or a heading alone. */
export class ImportEmpty extends UserError {
  constructor() {
    super('import.empty');
  }
}

/** A workbook, a picture, an archive: no text with separators. */
export class ImportNotText extends UserError {
  constructor(because: 'spreadsheet' | 'binary') {
    super('import.not-text', { because });
  }
}

/** From this line on it cannot be told where a cell ends: a quotation mark that nobody closes. */
export class ImportBroken extends UserError {
  constructor(line: number) {
    super('import.file-broken', { line });
  }
}

export class ImportTooManyRows extends UserError {
  constructor(most: number) {
    super('import.rows-too-many', { most });
  }
}

/** It was started, stopped or undone meanwhile: what was asked does not fit any more. */
export class ImportStateConflict extends UserError {
  constructor(state: string) {
    super('import.state-conflict', { state });
  }
}

/** No column says who the client is. */
export class ImportPlanInvalid extends UserError {
  constructor(because: 'nobody' | 'columns' | 'field' | 'twice' | 'responsible') {
    super('import.plan-invalid', { because });
  }
}

export class ImportUndoTooLate extends UserError {
  constructor(days: number) {
    super('import.undo-too-late', { days });
  }
}

/** Whoever asked for the work left, or has not the right any more. */
export class ImportNobodyMay extends UserError {
  constructor() {
    super('import.nobody-may');
  }
}
