export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What the server refused, or why it could not be asked: an RFC 9457 problem document with a stable `code`. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the server did not answer at all. */
    readonly status: number,
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    /** What is wrong with which field. */
    readonly errors: readonly FieldError[] = [],
  ) {
    super(code);
    this.name = 'Problem';
  }

  get isSessionEnd(): boolean {
    return this.status === 401 && this.code !== 'session.refused';
  }

  get isNetwork(): boolean {
    return this.status === 0;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const errorsOf = (errors: unknown): FieldError[] =>
  Array.isArray(errors)
    ? errors.filter((one): one is FieldError => isRecord(one) && typeof one['path'] === 'string')
    : [];

/** @param body the parsed answer; a proxy's HTML error page is not a problem document and gets a code by its status */
export function problemFrom(status: number, body: unknown): Problem {
  if (isRecord(body) && typeof body['code'] === 'string') {
    const details = isRecord(body['details']) ? body['details'] : {};
    return new Problem(status, body['code'], details, errorsOf(body['errors']));
  }
  return new Problem(status, status === 413 ? 'http.too-large' : status >= 500 ? 'http.server' : 'http.refused');
}

/** What browsers call a request, or a part of the page, that did not come. */
const didNotCome = /fetch|import|load/i;

/** Whatever is no refusal and no broken line is the page's own mistake, and is not blamed on the server. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const away = error instanceof TypeError && didNotCome.test(error.message);
  return away ? new Problem(0, 'network') : new Problem(500, 'page.broken');
}
