/**
 * Scenarios for sipp: what a provider and a row of desk phones say in SIP (RFC 3261). `[…]` are sipp's own keywords, `[last_X:]` repeats
 * the header X of the message that came last.
 */

import { sdp, contact, allow, via, send, answer, jumpIf, limit, label, find, scenario } from './sipp-words.js';

/** How the far end behaves when a number that ends in these digits is called; any other number answers and speaks until somebody hangs up. */
export const endings = { busy: '001', rings: '002', declines: '003', unknown: '004' } as const;

/**
 * A datagram with this method and the Call-ID of a call makes sipp hang it up: it has no other way to be told. `PUBLISH` is a method that no
 * party of a call sends by itself.
 */
export const hangUpMethod = 'PUBLISH';

/** From the connected call on. `bye` is what we send when told to hang up, or once `[talkMs]` are over. */
const talking = (tone: string, talkMs: number | null, bye: readonly string[]) => [
  `<nop><action><exec rtp_stream="${tone},-1,8"/></action></nop>`,
  label('talk'),
  // sipp heeds the time limit of the first of several that may come.
  `<recv request="INVITE" optional="true" next="again" ${limit(talkMs, 'leave')}/>`,
  '<recv request="UPDATE" optional="true" next="fine"/>',
  '<recv request="INFO" optional="true" next="fine"/>',
  '<recv request="ACK" optional="true" next="talk"/>',
  `<recv request="${hangUpMethod}" optional="true" next="leave"/>`,
  '<recv request="BYE" next="bye"/>',
  label('again'),
  answer('200 OK', { inDialog: true, headers: [contact, allow], session: 2, attributes: 'retrans="500" next="talk"' }),
  label('fine'),
  answer('200 OK', { inDialog: true, headers: [contact], attributes: 'next="talk"' }),
  label('bye'),
  answer('200 OK', { inDialog: true, attributes: 'next="end"' }),
  label('leave'),
  send(bye, 'retrans="500"'),
  '<recv request="BYE" optional="true" next="bye"/>',
  '<recv response="200" next="end"/>',
];

/** A refusal, and the acknowledgement that ends it. */
const refusing = (id: string, status: string) => [
  label(id),
  answer(status, { attributes: 'retrans="500"' }),
  '<recv request="ACK" next="end"/>',
];

/** Somebody who is called: the provider's end of a call out, or a desk phone. */
export function answering(o: {
  /** One second of raw A-law. */
  tone: string;
  ringMs: number;
  /** Whose registrations are taken, by digest (RFC 2617); null: nobody's. */
  registrar: Credentials | null;
}): string {
  const { registrar } = o;
  return scenario('answering', [
    ...(registrar ? [`<recv request="REGISTER" optional="true" next="register">${verifying(registrar)}</recv>`] : []),
    '<recv request="OPTIONS" optional="true" next="alive"/>',
    `<recv request="INVITE" rrs="true"><action>${[
      find('[0-9]+', 'CSeq:', 'cseq'),
      find('.*', 'From:', 'them'),
      find('.*', 'To:', 'us'),
      ...Object.entries(endings).map(([id, digits]) => find(`INVITE sip:[^@]*${digits}@`, null, id)),
    ].join('')}</action></recv>`,
    jumpIf('busy', 'busy'),
    jumpIf('declines', 'declines'),
    jumpIf('unknown', 'unknown'),
    answer('180 Ringing', { headers: [contact] }),
    jumpIf('rings', 'rings'),
    `<recv request="CANCEL" next="cancelled" ${limit(o.ringMs, 'answer')}/>`,
    label('answer'),
    send(
      [
        'SIP/2.0 200 OK',
        // Written out: what came last may be a datagram that is no part of the call.
        '[last_Via:]',
        '[last_From:]',
        '[last_To:];tag=[pid]T[call_number]',
        '[last_Call-ID:]',
        '[last_CSeq:]',
        contact,
        allow,
        sdp(1),
      ],
      'retrans="500"',
    ),
    '<recv request="ACK"/>',
    ...talking(o.tone, null, [
      'BYE [next_url] SIP/2.0',
      via,
      'From:[$us];tag=[pid]T[call_number]',
      'To:[$them]',
      'Call-ID: [call_id]',
      'CSeq: 2 BYE',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]),
    ...refusing('busy', '486 Busy Here'),
    ...refusing('declines', '603 Decline'),
    ...refusing('unknown', '404 Not Found'),
    label('rings'),
    '<recv request="CANCEL"/>',
    label('cancelled'),
    answer('200 OK'),
    answer('487 Request Terminated', { cseq: 'CSeq:[$cseq] INVITE', attributes: 'retrans="500"' }),
    '<recv request="ACK" next="end"/>',
    label('alive'),
    answer('200 OK', { attributes: 'next="end"' }),
    ...(registrar ? registering(registrar) : []),
  ]);
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const verifying = ({ user, password }: Credentials) =>
  `<action><verifyauth assign_to="valid" username="${user}" password="${password}"/></action>`;

/** A registrar that asks for a digest, and says 403 to a wrong one. */
const registering = (credentials: Credentials) => [
  label('register'),
  jumpIf('valid', 'registered'),
  answer('401 Unauthorized', {
    headers: ['WWW-Authenticate: Digest realm="provider",nonce="47ebe028cda119c35d4877b383027d28",algorithm=MD5'],
  }),
  `<recv request="REGISTER">${verifying(credentials)}</recv>`,
  jumpIf('valid', 'registered'),
  answer('403 Forbidden', { attributes: 'next="end"' }),
  label('registered'),
  answer('200 OK', { headers: ['[last_Contact:];expires=60'] }),
];

/** Who calls, in what the provider writes. sipp fills `[field0]`, `[field1]` from a file where many call. */
export interface Calling {
  readonly to: string;
  /** A whole From address: `<sip:0441234567@[local_ip]>`. */
  readonly from: string;
  readonly headers: readonly string[];
  readonly tone: string;
  /** Hangs up after so long in the call; null: when told, or when the other side does. */
  readonly talkMs: number | null;
  /** Gives up after so long without an answer; null: when told. */
  readonly patienceMs: number | null;
  /** What answers a challenge (`login`, or the field that has it); null: the provider's own end, which is known by its address. */
  readonly login: string | null;
}

/** Somebody who calls: a client through the provider, or a desk phone. */
export function calling(o: Calling): string {
  const from = `From: ${o.from};tag=[pid]C[call_number]`;
  const to = `To: <sip:${o.to}@[remote_ip]:[remote_port]>`;
  // A CANCEL has the branch of the INVITE that it ends (RFC 3261, 9.1).
  const ownVia = (cseq: number) =>
    `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK[pid]x[call_number]i${cseq}`;
  const invite = (cseq: number, headers: readonly string[]) => [
    `INVITE sip:${o.to}@[remote_ip]:[remote_port] SIP/2.0`,
    ownVia(cseq),
    from,
    to,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} INVITE`,
    contact,
    allow,
    'Max-Forwards: 70',
    ...o.headers,
    ...headers,
    sdp(1),
  ];
  const acknowledge = (cseq: number, target = `sip:${o.to}@[remote_ip]:[remote_port]`, own = via) => [
    `ACK ${target} SIP/2.0`,
    own,
    from,
    '[last_To:]',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ACK`,
    'Max-Forwards: 70',
    'Content-Length: 0',
  ];
  const { login: credentials } = o;
  const cseq = credentials === null ? 1 : 2;
  return scenario('calling', [
    send(invite(1, []), `retrans="500" start_rtd="1"`),
    ...(credentials === null
      ? []
      : [
          '<recv response="100" optional="true"/>',
          '<recv response="401" auth="true"/>',
          send(acknowledge(1, undefined, '[last_Via:]')),
          send(invite(2, [credentials]), 'retrans="500"'),
        ]),
    label('wait'),
    `<recv response="100" optional="true" ${limit(o.patienceMs, 'cancel')}/>`,
    '<recv response="180" optional="true" next="wait"/>',
    '<recv response="183" optional="true" next="wait"/>',
    ...[401, 403, 404, 480, 486, 487, 488, 500, 503, 603].map(
      (code) => `<recv response="${code}" optional="true" next="refused"/>`,
    ),
    `<recv request="${hangUpMethod}" optional="true" next="cancel"/>`,
    '<recv response="200" rtd="1" rrs="true"/>',
    send(acknowledge(cseq, '[next_url]')),
    ...talking(o.tone, o.talkMs, [
      'BYE [next_url] SIP/2.0',
      via,
      from,
      `${to}[peer_tag_param]`,
      'Call-ID: [call_id]',
      `CSeq: ${cseq + 1} BYE`,
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]),
    label('cancel'),
    send(
      [
        `CANCEL sip:${o.to}@[remote_ip]:[remote_port] SIP/2.0`,
        ownVia(cseq),
        from,
        to,
        'Call-ID: [call_id]',
        `CSeq: ${cseq} CANCEL`,
        'Max-Forwards: 70',
        'Content-Length: 0',
      ],
      'retrans="500"',
    ),
    '<recv response="200"/>',
    '<recv response="487" next="refused"/>',
    label('refused'),
    send(acknowledge(cseq, undefined, '[last_Via:]')),
  ]);
}

/** The header that answers a challenge. In a file of many it is a whole field: sipp looks into no field within its own brackets. */
export const login = ({ user, password }: Credentials): string =>
  `[authentication username=${user} password=${password}]`;

/** Desk phones that register, one a line of the file: user; login. */
export const registration = scenario('registration', [
  send(register(1), 'retrans="500"'),
  '<recv response="100" optional="true"/>',
  '<recv response="401" auth="true" timeout="10000"/>',
  send(register(2, '[field1]'), 'retrans="500"'),
  '<recv response="100" optional="true"/>',
  '<recv response="200" timeout="10000"/>',
]);

function register(cseq: number, ...headers: string[]): string[] {
  return [
    'REGISTER sip:[remote_ip]:[remote_port] SIP/2.0',
    via,
    'From: <sip:[field0]@[remote_ip]>;tag=[pid]R[call_number]',
    'To: <sip:[field0]@[remote_ip]>',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} REGISTER`,
    'Contact: <sip:[field0]@[local_ip]:[local_port]>;expires=3600',
    'Max-Forwards: 70',
    ...headers,
    'Content-Length: 0',
  ];
}
