/** A response of SIP (RFC 3261), as far as a trial needs it. */
export interface SipResponse {
  readonly status: number;
  readonly reason: string;
  /** Lower-case names in their long form; one value for each line. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

const compact: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
};

/** @returns null for what is no response, a request of the other side for example */
export function responseIn(text: string): SipResponse | null {
  const [head = ''] = text.split('\r\n\r\n', 1);
  const [first = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const status = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first);
  if (!status) return null;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const long = compact[name] ?? name;
    headers.set(long, [...(headers.get(long) ?? []), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status[1]), reason: (status[2] ?? '').trim(), headers };
}

/** Cuts whole messages off a stream: headers, a blank line, and as many bytes as Content-Length says (RFC 3261 18.3). */
export class SipStream {
  private rest = '';

  /** @returns the messages that are whole by now, without their bodies */
  take(bytes: string): string[] {
    this.rest += bytes;
    const whole: string[] = [];
    for (;;) {
      // CRLFs between messages are keep-alives (RFC 5626).
      this.rest = this.rest.replace(/^(\r\n)+/, '');
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return whole;
      const length = Number(/^(?:content-length|l)\s*:\s*(\d+)/im.exec(this.rest.slice(0, end))?.[1] ?? 0);
      if (this.rest.length < end + 4 + length) return whole;
      whole.push(this.rest.slice(0, end + 4));
      this.rest = this.rest.slice(end + 4 + length);
    }
  }
}
