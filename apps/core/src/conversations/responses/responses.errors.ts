import { UserError } from '#libs/errors';

/** Also for one that is there but of somebody else. */
export class ResponseNotFound extends UserError {
  constructor(id: string) {
    super('response.not-found', { id });
  }
}

/** A team's are its head's to keep, the company's the owner's. */
export class ResponseForbidden extends UserError {
  constructor(of: 'team' | 'company') {
    super('response.forbidden', { of });
  }
}

/** Another one there answers to it already, in the same language. */
export class ShortcutTaken extends UserError {
  constructor(shortcut: string) {
    super('response.shortcut-taken', { shortcut });
  }
}

/** Braces that nobody can fill would stay in every message. */
export class UnknownVariables extends UserError {
  constructor(names: readonly string[]) {
    super('response.variables-unknown', { names: names.join(', ') });
  }
}

export class TooManyResponses extends UserError {
  constructor(limit: number) {
    super('response.too-many', { limit });
  }
}

/** Braces that were to be filled before it goes. */
export class VariablesLeft extends UserError {
  constructor(names: readonly string[]) {
    super('message.variables-left', { names: names.join(', ') });
  }
}
