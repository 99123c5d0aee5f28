/** What a scenario of sipp is made of. `[…]` are sipp's own keywords, `[last_X:]` repeats the header X of the message that came last. */

export const sdp = (version: number) => `Content-Type: application/sdp
Content-Length: [len]

v=0
o=peer 1 ${version} IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20`;

export const contact = 'Contact: <sip:peer@[local_ip]:[local_port]>';
export const allow = 'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE';
export const via = 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]';

export const send = (lines: readonly string[], attributes = '') =>
  `<send ${attributes}><![CDATA[\n${lines.join('\n')}\n\n]]></send>`;

interface Answer {
  /** Within a dialog the To tag is there already. */
  readonly inDialog?: boolean;
  readonly headers?: readonly string[];
  readonly session?: number;
  readonly attributes?: string;
  readonly cseq?: string;
}

/** An answer to the request that came last. */
export const answer = (status: string, { inDialog = false, headers = [], session, attributes, cseq }: Answer = {}) =>
  send(
    [
      `SIP/2.0 ${status}`,
      '[last_Via:]',
      '[last_From:]',
      inDialog ? '[last_To:]' : '[last_To:];tag=[pid]T[call_number]',
      '[last_Call-ID:]',
      cseq ?? '[last_CSeq:]',
      '[last_Record-Route:]',
      ...headers,
      session === undefined ? 'Content-Length: 0' : sdp(session),
    ],
    attributes,
  );

export const jumpIf = (variable: string, label: string) => `<nop hide="true" test="${variable}" next="${label}"/>`;
export const limit = (ms: number | null, next: string) => (ms === null ? '' : `timeout="${ms}" ontimeout="${next}"`);
export const label = (id: string) => `<label id="${id}"/>`;
export const find = (regexp: string, header: string | null, variables: string) =>
  `<ereg regexp="${regexp}" search_in="${header === null ? 'msg' : 'hdr'}" ${header === null ? '' : `header="${header}"`} assign_to="${variables}"/>`;

export const scenario = (name: string, parts: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="${name}">\n${parts.join('\n')}\n${label('end')}\n</scenario>\n`;
