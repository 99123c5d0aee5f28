import { UserError } from '#libs/errors';

/** Also for one that is there but not for this viewer. */
export class InteractionNotFound extends UserError {
  constructor(id: string) {
    super('interaction.not-found', { id });
  }
}

/** An original shows addresses as they are: it needs the right to evidence and the right to contact points. */
export class EvidenceRefused extends UserError {
  constructor() {
    super('evidence.not-allowed');
  }
}

/** An attachment that is itself made of addresses (a letter, a visiting card), for somebody who may not see them. */
export class AttachmentRefused extends UserError {
  constructor() {
    super('attachment.not-allowed');
  }
}

export class AttachmentNotFound extends UserError {
  constructor(id: string, n: number) {
    super('attachment.not-found', { id, n });
  }
}

/** The scanner found something harmful in it. */
export class AttachmentInfected extends UserError {
  constructor(id: string, n: number) {
    super('attachment.infected', { id, n });
  }
}

/** Nobody has looked through it yet, and the company does not give such out. */
export class AttachmentUnchecked extends UserError {
  constructor(id: string, n: number) {
    super('attachment.unchecked', { id, n });
  }
}
