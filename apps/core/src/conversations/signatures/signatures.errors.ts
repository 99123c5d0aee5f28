import { UserError } from '#libs/errors';

export class SignatureNotFound extends UserError {
  constructor(id: string) {
    super('signature.not-found', { id });
  }
}

/** A team's is its head's to keep, a mailbox's whoever's manages channels, the company's the owner's. */
export class SignatureForbidden extends UserError {
  constructor(of: 'team' | 'channel' | 'company') {
    super('signature.forbidden', { of });
  }
}

export class SignatureEmpty extends UserError {
  constructor() {
    super('signature.words-missing');
  }
}

/** Braces that nobody can fill would stand under every letter. */
export class SignatureVariablesUnknown extends UserError {
  constructor(names: readonly string[]) {
    super('signature.variables-unknown', { names: names.join(', ') });
  }
}
