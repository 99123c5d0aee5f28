const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;

/** One field of a header block: its name in lower case, and its bytes with its folded lines and its line end. */
export interface HeadField {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Each field, up to the empty line. What is none is left out. */
export function* fieldsOf(head: Buffer): Generator<HeadField> {
  for (let at = 0; at < head.length;) {
    const start = at;
    if (head[at] === LF || (head[at] === CR && head[at + 1] === LF)) return;
    do {
      const lf = head.indexOf(LF, at);
      at = lf === -1 ? head.length : lf + 1;
    } while (at < head.length && (head[at] === 0x20 || head[at] === 0x09));
    const colon = head.indexOf(COLON, start);
    if (colon === -1 || colon >= at || colon - start > 100) continue;
    yield { name: head.toString('latin1', start, colon).trim().toLowerCase(), bytes: head.subarray(start, at) };
  }
}

/** What the first field of that name says, unfolded and not decoded; null: there is none. @param name in lower case */
export function fieldValue(head: Buffer, name: string): string | null {
  for (const field of fieldsOf(head)) {
    if (field.name !== name) continue;
    const text = field.bytes.toString('latin1').replace(/\r?\n(?=[ \t])/g, '');
    return text.slice(text.indexOf(':') + 1).trim();
  }
  return null;
}

/** A value with parameters, as Content-Type and Content-Disposition have it (RFC 2045, 5.1); the value in lower case. */
export interface ParameterValue {
  readonly value: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const longestValue = 16 * 1024;
const parameter = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;

export function parameterValue(written: string | null): ParameterValue {
  const text = (written ?? '').slice(0, longestValue);
  const value = text.split(';', 1)[0]!.trim().toLowerCase();
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of text.matchAll(parameter))
    if (!parameters.has(name!.toLowerCase()))
      parameters.set(name!.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  return { value, parameters };
}
