/** What the door must know of a SIP message (RFC 3261); everything else is the engine's business. */
export interface SipRequest {
  readonly method: string;
  /** User parts of the addresses; null where there is none, or it cannot be read. */
  readonly fromUser: string | null;
  readonly toUser: string | null;
  /** Inside a dialog: then the other side has given its tag. */
  readonly inDialog: boolean;
  /** Via, From, To, Call-ID and CSeq as they were written: what an answer repeats. */
  readonly repeated: readonly string[];
}

const long: Readonly<Record<string, string>> = { f: 'from', t: 'to', v: 'via', i: 'call-id' };
const repeatedNames = new Set(['via', 'from', 'to', 'call-id', 'cseq']);

/**
 * @param text one message: over a web socket each has a frame of its own (RFC 7118 5)
 * @returns null for a response or a keep-alive; `malformed` for what is neither
 */
export function readSipRequest(text: string): SipRequest | null | 'malformed' {
  if (/^[\r\n]*$/.test(text) || text.startsWith('SIP/2.0 ')) return null;
  const [head = ''] = text.split(/\r?\n\r?\n/, 1);
  // A line that begins with white space goes on with the one before (RFC 3261 7.3.1).
  const [first = '', ...lines] = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const method = /^([A-Z]{1,20}) \S+ SIP\/2\.0$/.exec(first)?.[1];
  if (method === undefined) return 'malformed';
  const fields: { name: string; line: string; value: string }[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return 'malformed';
    const name = line.slice(0, colon).trim().toLowerCase();
    fields.push({ name: long[name] ?? name, line, value: line.slice(colon + 1).trim() });
  }
  const only = (name: string) => {
    const found = fields.filter((field) => field.name === name);
    return found.length === 1 ? found[0]!.value : null;
  };
  const [from, to] = [only('from'), only('to')];
  if (from === null || to === null) return 'malformed';
  return {
    method,
    fromUser: userOf(from),
    toUser: userOf(to),
    inDialog: /;\s*tag\s*=/i.test(to.slice(to.lastIndexOf('>') + 1)),
    repeated: fields.filter(({ name }) => repeatedNames.has(name)).map(({ line }) => line),
  };
}

/** 403, so that the telephone in the page knows; with a tag, as every final answer has one (RFC 3261 8.2.6.2). */
export function forbidden({ repeated }: SipRequest): string {
  const lines = repeated.map((line) =>
    /^t(o)?\s*:/i.test(line) && !/;\s*tag\s*=/i.test(line) ? `${line};tag=door` : line,
  );
  return ['SIP/2.0 403 Forbidden', ...lines, 'Content-Length: 0', '', ''].join('\r\n');
}

/** `"Anna" <sip:d1@keepline.invalid>;tag=1` → `d1`. An escaped letter makes another name than the one it stands for. */
function userOf(address: string): string | null {
  // What stands in quotes is a name, whatever it looks like.
  const plain = address.replace(/^\s*"(?:[^"\\]|\\.)*"/, '');
  const uri = /<([^<>]*)>/.exec(plain)?.[1] ?? plain.split(';', 1)[0]!;
  return /^\s*sips?:([^@:;?]+)(?::[^@]*)?@/i.exec(uri)?.[1] ?? null;
}
