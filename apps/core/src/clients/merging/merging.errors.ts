import { UserError } from '#libs/errors';

/** A card cannot become one with itself. */
export class MergeWithItself extends UserError {
  constructor() {
    super('merge.with-itself');
  }
}

/** Also for one on cards that the viewer may not see. */
export class MergeNotFound extends UserError {
  constructor(id: string) {
    super('merge.not-found', { id });
  }
}

export class MergeAlreadyUndone extends UserError {
  constructor() {
    super('merge.already-undone');
  }
}

/** One of the two was made one with a third card since: that has to be undone first. */
export class MergedAgain extends UserError {
  constructor() {
    super('merge.merged-again');
  }
}
