/** One SIP message as it crossed the wire. */
export interface SipMessage {
  readonly sent: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `INVITE sip:… SIP/2.0` or `SIP/2.0 200 OK`. */
  readonly start: string;
  readonly text: string;
}

/** The first value of a header, or null. */
export function headerOf(message: SipMessage, name: string): string | null {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(message.text)?.[1]?.trim() ?? null;
}

/** What sipp wrote with -trace_msg. */
export function readSippTrace(trace: string): SipMessage[] {
  return trace
    .split(/^-{20,} /m)
    .slice(1)
    .flatMap((part) => {
      const found = /^(\d{4}-\d\d-\d\d) ([\d:.]+)\n\w+ message (sent|received)[^\n]*\n\n?/.exec(part);
      if (found === null) return [];
      const text = part.slice(found[0].length).replaceAll('\r', '');
      // sipp writes the local time of the machine.
      const at = new Date(`${found[1]}T${found[2]!.slice(0, 12)}`).getTime();
      return [{ sent: found[3] === 'sent', at, start: text.split('\n')[0]!, text }];
    });
}
