import { UserError } from '#libs/errors';

/** Only letters are put elsewhere by hand: a chat or the calls with a number belong to whoever has it. */
export class ThreadNotMail extends UserError {
  constructor(id: string) {
    super('thread.not-mail', { id });
  }
}

/** It cannot go on in itself, nor on the card where it is. */
export class ThreadThereAlready extends UserError {
  constructor() {
    super('thread.there-already');
  }
}

/** From its first entry on a conversation is itself. */
export class ThreadNothingLeft extends UserError {
  constructor() {
    super('thread.nothing-left');
  }
}

/** An answer to this client waits in it to go: it must not go to another. */
export class ThreadAnswerWaits extends UserError {
  constructor() {
    super('thread.answer-waits');
  }
}

/** Of another conversation, on no card, or not for this viewer. */
export class ThreadEntryNotFound extends UserError {
  constructor(id: string) {
    super('thread.entry-not-found', { id });
  }
}

/** Also for one on cards that are not the viewer's. */
export class ThreadChangeNotFound extends UserError {
  constructor(id: string) {
    super('thread.change-not-found', { id });
  }
}

export class ThreadAlreadyUndone extends UserError {
  constructor() {
    super('thread.already-undone');
  }
}

/** One of the two was changed by hand once more: that has to be undone first. */
export class ThreadChangedAgain extends UserError {
  constructor() {
    super('thread.changed-again');
  }
}

/** After thirty days it is how things are. */
export class ThreadTooLate extends UserError {
  constructor() {
    super('thread.too-late');
  }
}
