import { UserError } from '#libs/errors';

/** Not there, or somebody else's. */
export class LaterNotFound extends UserError {
  constructor(id: string) {
    super('later.not-found', { id });
  }
}

/** It is on its way, has gone or was taken back. */
export class LaterOver extends UserError {
  constructor(id: string) {
    super('later.already-over', { id });
  }
}
