/** The shortest thing that makes pino's JSON readable on a terminal: `12:04:09 warn  [mail] text code=… channelId=…`. */
export function linesForPeople(out: { write(text: string): unknown }): { write(line: string): void } {
  return { write: (line) => void out.write(`${readable(line)}\n`) };
}

const colours: Record<string, string> = { fatal: '\x1b[31m', error: '\x1b[31m', warn: '\x1b[33m', info: '\x1b[36m' };

interface Line {
  readonly level: string;
  readonly time: string;
  readonly role?: string;
  readonly context?: string;
  readonly msg?: string;
  readonly err?: { readonly code?: string; readonly message?: string; readonly frames?: readonly string[] };
  readonly [fact: string]: unknown;
}

function readable(line: string): string {
  const { level, time, role, msg, err, context, ...facts } = JSON.parse(line) as Line;
  const rest = Object.entries({ ...facts, ...(err?.code ? { code: err.code } : {}) });
  return [
    `\x1b[2m${time.slice(11, 19)}\x1b[0m`,
    `${colours[level] ?? '\x1b[2m'}${level.padEnd(5)}\x1b[0m`,
    ...[role ?? context].flatMap((name) => (name ? [`[${name}]`] : [])),
    msg ?? '',
    ...rest.map(([key, value]) => `\x1b[2m${key}=${typeof value === 'string' ? value : JSON.stringify(value)}\x1b[0m`),
    ...(err?.message ? [err.message] : []),
    ...(err?.frames ?? []).map((frame) => `\n    ${frame}`),
  ].join(' ');
}
