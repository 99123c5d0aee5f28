import { UserError } from '#libs/errors';

/** Also for one that is there but not for this viewer. */
export class CallNotFound extends UserError {
  constructor(id: string) {
    super('call.not-found', { id });
  }
}

/** Somebody who may see the call and has no part in it. */
export class NotInTheCall extends UserError {
  constructor() {
    super('call.not-in-it');
  }
}

export class CallOver extends UserError {
  constructor() {
    super('call.over');
  }
}
