import { OperationalError, UserError } from '#libs/errors';

/** The bytes will never come: told to core with its code, and not asked for again. */
export class MediaGone extends UserError {
  constructor(
    override readonly code: 'whatsapp.media-expired' | 'whatsapp.media-too-large' | 'whatsapp.media-refused',
    cause?: unknown,
  ) {
    super(code, {}, { cause });
  }
}

/** They may come yet: asked for again later. */
export class MediaLater extends OperationalError {
  /** @param notBefore where the provider asked for it */
  constructor(
    code: string,
    readonly notBefore: Date | null = null,
    cause?: unknown,
  ) {
    super(code, {}, { cause });
  }
}
