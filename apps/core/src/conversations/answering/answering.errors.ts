import { UserError } from '#libs/errors';

/** There are several mailboxes, or none, and nothing says which. */
export class ChannelRequired extends UserError {
  constructor(channels: number) {
    super('channel.required', { channels });
  }
}

/** @param because `not-found`, `disabled`, `no-smarthost` */
export class ChannelCannotSend extends UserError {
  constructor(id: string, because: 'not-found' | 'disabled' | 'no-smarthost') {
    super('channel.cannot-send', { id, because });
  }
}

export class ConversationNotFound extends UserError {
  constructor(id: string) {
    super('conversation.not-found', { id });
  }
}

/** The card has no e-mail address to write to. */
export class NoAddress extends UserError {
  constructor() {
    super('client.no-address');
  }
}

export class SubjectMissing extends UserError {
  constructor() {
    super('message.subject-missing');
  }
}

export class TextMissing extends UserError {
  constructor() {
    super('message.text-missing');
  }
}

export class MessageTooLarge extends UserError {
  constructor(limitBytes: number) {
    super('message.too-large', { limitBytes });
  }
}

/** Not there, or somebody else's. */
export class UploadNotFound extends UserError {
  constructor(ids: readonly string[]) {
    super('upload.not-found', { ids });
  }
}

export class UploadAlreadyUsed extends UserError {
  constructor(ids: readonly string[]) {
    super('upload.already-used', { ids });
  }
}

export class UploadTooLarge extends UserError {
  constructor(limitBytes: number) {
    super('upload.too-large', { limitBytes });
  }
}

/** The same key came with another card before. */
export class IdempotencyConflict extends UserError {
  constructor() {
    super('idempotency-key.conflict');
  }
}
