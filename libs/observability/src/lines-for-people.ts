/** The shortest thing that makes pino's JSON readable on a terminal: `12:04:09 warn  [mail] text code=… channelId=…`. */
export function linesForPeople(out: { write(text: string): unknown }): { write(line: string): void } {
  return { write: (line) => void out.write(`${readable(line)}\n`) };
}

const colours: Record<string, string> = { fatal: '\x1b[31m', error: '\x1b[31m', warn: '\x1b[33m', info: '\x1b[36m' };

function readable(line: string): string {
  const { level, time, role, msg, err, context, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const word = String(level);
  const failure = err as { code?: string; message?: string; frames?: string[] } | undefined;
  const rest = Object.entries({ ...facts, ...(failure?.code ? { code: failure.code } : {}) });
  return [
    `\x1b[2m${String(time).slice(11, 19)}\x1b[0m`,
    `${colours[word] ?? '\x1b[2m'}${word.padEnd(5)}\x1b[0m`,
    ...[role ?? context].filter((name) => name !== undefined).map((name) => `[${String(name)}]`),
    String(msg ?? ''),
    ...rest.map(([key, value]) => `\x1b[2m${key}=${typeof value === 'string' ? value : JSON.stringify(value)}\x1b[0m`),
    ...(failure?.message ? [failure.message] : []),
    ...(failure?.frames ?? []).map((frame) => `\n    ${frame}`),
  ].join(' ');
}
