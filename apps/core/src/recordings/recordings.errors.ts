import { UserError } from '#libs/errors';

/** Also for one that is there but not for this viewer's ears. */
export class RecordingNotFound extends UserError {
  constructor(id: string) {
    super('recording.not-found', { id });
  }
}

/** Hearing it is one right, taking it away another. */
export class DownloadRefused extends UserError {
  constructor() {
    super('recording.download-not-allowed');
  }
}

/** The file is not built as we know it, and must not leave without its listener's mark. */
export class NotMarkable extends UserError {
  constructor(type: string) {
    super('recording.not-markable', { type });
  }
}
