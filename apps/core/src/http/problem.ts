import { HttpException } from '@nestjs/common';
import { asAppError, UserError, type AppError } from '#libs/errors';

/** RFC 9457; `code` is stable for ever and what the page translates. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** Ids, limits and names of fields; never content. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Only with `request.invalid`: what is wrong with which field. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** Only with 500: what to tell the administrator, who finds it in the log. */
  readonly incident?: string;
}

/** Codes whose last word does not tell the status. */
const statusOfCode: Readonly<Record<string, number>> = {
  'session.required': 401,
  'session.refused': 401,
  'whatsapp.signature-wrong': 401,
  'second-factor.missing': 403,
  'session.outside-hours': 403,
  'view-as.read-only': 403,
  'setup.done': 409,
  'setup.code-wrong': 403,
  'employee.last-owner': 409,
  'request.cross-site': 403,
  'request.unsupported-type': 415,
  'page.cursor-invalid': 400,
  'token.read-only': 403,
  'attachment.infected': 403,
  'attachment.unchecked': 409,
  'request.too-many': 429,
  'whatsapp.window-closed': 409,
  'protection.warned': 409,
  'client.changed-meanwhile': 409,
  'draft.changed-elsewhere': 409,
  'merge.merged-again': 409,
  'thread.changed-again': 409,
  'thread.there-already': 409,
  'thread.answer-waits': 409,
  'conversation.not-yours': 409,
  'conversation.answered-meanwhile': 409,
  'note.mentioned-do-not-see': 409,
};

/** Otherwise a user's error is told by how its code ends. The first that fits counts. */
const statusOfEnding: readonly (readonly [RegExp, number])[] = [
  [/not-found$/, 404],
  [/(forbidden|not-allowed)$/, 403],
  [/(taken|conflict|exists|already-[a-z]+)$/, 409],
  [/(invalid|malformed|missing)$/, 400],
  [/too-(large|many)$/, 413],
  [/throttled$/, 429],
];

/** Understood, and refused for a reason of its own: RFC 9110, 15.5.21. */
const otherwise = 422;

export function statusOf(error: AppError): number {
  switch (error.kind) {
    case 'user':
      return statusOfCode[error.code] ?? statusOfEnding.find(([ending]) => ending.test(error.code))?.[1] ?? otherwise;
    case 'operational':
      return 503;
    case 'bug':
      return 500;
  }
}

const codeOfStatus: Readonly<Record<number, string>> = {
  404: 'route.not-found',
  413: 'request.too-large',
  415: 'request.unsupported-type',
};

/** What Nest, Express and its body parser refuse before our code is asked; everything else that is not ours is a Bug. */
export function asRefusal(thrown: unknown): AppError {
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOfParser(thrown);
  if (status !== undefined && status >= 400 && status < 500) {
    return new UserError(codeOfStatus[status] ?? 'request.malformed');
  }
  const error = asAppError(thrown);
  // SQLSTATE class 22: a value that no column can hold, such as NUL in a text. It came with the request.
  const sqlState = error.details['sqlState'];
  if (error.kind === 'bug' && typeof sqlState === 'string' && sqlState.startsWith('22')) {
    return new UserError('request.invalid', { errors: [] }, { cause: error });
  }
  return error;
}

/** http-errors of Express and body-parser carry a number; only those that say that the client may see it. */
function statusOfParser(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { status, expose } = thrown as { status?: unknown; expose?: unknown };
  return typeof status === 'number' && expose === true ? status : undefined;
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with what is there',
  413: 'Too large',
  415: 'Unsupported type',
  422: 'Refused',
  429: 'Too many attempts',
  500: 'Something is wrong on our side',
  503: 'Cannot be done right now',
};

export function problemOf(error: AppError, incident: string | null): Problem {
  const status = statusOf(error);
  const code = error.kind === 'bug' ? 'unexpected' : error.code;
  const { errors, ...details } = error.kind === 'user' ? error.details : {};
  return {
    type: `urn:keepline:problem:${code}`,
    title: titles[status] ?? 'Refused',
    status,
    code,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...(Array.isArray(errors) ? { errors: errors as { path: string; message: string }[] } : {}),
    ...(incident === null ? {} : { incident }),
  };
}

/** Seconds after which it makes sense to ask again, for Retry-After; null where asking again changes nothing. */
export function retryAfterOf(error: AppError): number | null {
  const { retryAfterS } = error.details;
  if (typeof retryAfterS === 'number') return Math.max(1, Math.ceil(retryAfterS));
  return error.kind === 'operational' ? 5 : null;
}
