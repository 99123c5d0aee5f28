/** What the server refused, or why it could not be asked: an RFC 9457 problem document with a stable `code`. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the server did not answer at all. */
    readonly status: number,
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
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

/** @param body the parsed answer; a proxy's HTML error page is not a problem document and gets a code by its status */
export function problemFrom(status: number, body: unknown): Problem {
  if (isRecord(body) && typeof body['code'] === 'string') {
    return new Problem(status, body['code'], isRecord(body['details']) ? body['details'] : {});
  }
  return new Problem(status, status === 413 ? 'http.too-large' : status >= 500 ? 'http.server' : 'http.refused');
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'network');
}
