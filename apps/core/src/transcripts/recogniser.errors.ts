import { OperationalError, UserError } from '#libs/errors';

/** `recogniser.away`, `recogniser.slow`, `recogniser.busy`, `recogniser.failed`, `recogniser.key-refused`, `recogniser.address-wrong`, `recogniser.answer-invalid` */
export class RecogniserTrouble extends OperationalError {
  constructor(
    code: `recogniser.${string}`,
    details: Readonly<Record<string, unknown>> = {},
    /** What the other side asks for; null: it says nothing. */
    readonly retryAfterMs: number | null = null,
    cause?: unknown,
  ) {
    super(code, details, { cause });
  }
}

/** It has understood the request and does not want this sound: trying again will not help. */
export class SoundRefused extends UserError {
  constructor(status: number) {
    super('recogniser.sound-refused', { status });
  }
}

/** What was kept cannot be read, or the decoder does not understand it. */
export class SoundUnreadable extends UserError {
  constructor(cause: unknown) {
    super('transcript.sound-unreadable', {}, { cause });
  }
}

/** Nothing turns sound into words here. */
export class TranscriptsOff extends UserError {
  constructor() {
    super('transcript.off');
  }
}
