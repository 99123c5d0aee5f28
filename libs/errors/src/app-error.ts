/** Who must act: the user (they can fix it), time (it may pass, retry), or we (a bug). */
export type ErrorKind = 'user' | 'operational' | 'bug';

/** Facts for a person or a program that reads the error: ids, names, limits. Never secrets or content. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** An error as it crosses the bus: Nest's own RPC filter would flatten everything to "Internal server error". */
export interface WireError {
  code: string;
  kind: ErrorKind;
  details: ErrorDetails;
}

/**
 * The root of every error that we throw on purpose.
 * `code` is stable for ever (`client.not-found`); interfaces translate it, people search for it.
 */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;

  constructor(
    readonly code: string,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(code, options);
    this.name = new.target.name;
  }

  toWire(): WireError {
    return { code: this.code, kind: this.kind, details: this.details };
  }
}

/** The user can fix it: wrong input, no right, a conflict. Never retried. */
export class UserError extends AppError {
  readonly kind = 'user';
}

/** It may pass: a server is away, a lock is held. Retried with back-off. */
export class OperationalError extends AppError {
  readonly kind = 'operational';
}

/** We must fix it. Parked where a person sees it. */
export class Bug extends AppError {
  readonly kind = 'bug';
}

/** The same error on the other side of the bus. */
export function fromWire({ code, kind, details }: WireError): AppError {
  switch (kind) {
    case 'user':
      return new UserError(code, details);
    case 'operational':
      return new OperationalError(code, details);
    case 'bug':
      return new Bug(code, details);
  }
}

/** Any thrown value as an AppError; what we did not foresee is a Bug with the cause kept. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new Bug(
    'unexpected',
    { message: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}
