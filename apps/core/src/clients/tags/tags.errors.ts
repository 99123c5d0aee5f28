import { UserError } from '#libs/errors';

export class TagNotFound extends UserError {
  constructor(id: string) {
    super('card-tag.not-found', { id });
  }
}

export class TagNameTaken extends UserError {
  constructor() {
    super('card-tag.name-taken');
  }
}

export class TagsTooMany extends UserError {
  constructor(most: number) {
    super('card-tag.too-many', { most });
  }
}
