/**
 * Messages in the manner of RFC 4475 ("SIP Torture Test Messages"), written anew: each is valid in an unusual way, or broken in one that was
 * met in the field. A server may answer or keep silent; it must not fall.
 */
export interface TortureMessage {
  /** What is unusual about it, and the section of RFC 4475 that it follows where there is one. */
  readonly name: string;
  readonly bytes: Buffer;
}

interface Parts {
  start?: string;
  method?: string;
  headers?: readonly string[];
  body?: string | Buffer;
  /** Header names that a sound message has and this one lacks. */
  without?: readonly string[];
  end?: string;
}

const sdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 49172 RTP/AVP 8',
  '',
].join('\r\n');

/** @param own where answers go. @param to the server */
export function tortureMessages(
  own: { host: string; port: number },
  to: { host: string; port: number },
): TortureMessage[] {
  let count = 0;
  const uri = `sip:100@${to.host}:${to.port}`;
  const here = `${own.host}:${own.port}`;
  const message = (
    name: string,
    { start, method = 'INVITE', headers = [], body = '', without = [], end = '\r\n' }: Parts = {},
  ) => {
    const id = `torture-${++count}`;
    const sound: Record<string, string> = {
      Via: `Via: SIP/2.0/UDP ${here};branch=z9hG4bK${id};rport`,
      'Max-Forwards': 'Max-Forwards: 70',
      From: `From: <sip:tester@${own.host}>;tag=${id}`,
      To: `To: <${uri}>`,
      'Call-ID': `Call-ID: ${id}@${own.host}`,
      CSeq: `CSeq: 1 ${method}`,
      Contact: `Contact: <sip:tester@${here}>`,
      'Content-Length': `Content-Length: ${Buffer.byteLength(body)}`,
    };
    for (const header of headers) delete sound[header.split(':')[0]!.trim()];
    for (const header of without) delete sound[header];
    const head = [start ?? `${method} ${uri} SIP/2.0`, ...Object.values(sound), ...headers].join(end);
    return { name, bytes: Buffer.concat([Buffer.from(`${head}${end}${end}`, 'latin1'), Buffer.from(body)]) };
  };
  const typed = 'Content-Type: application/sdp';
  const long = (text: string, times: number) => text.repeat(times);

  return [
    // Valid, and hard to read (3.1.1)
    message('a tortuous INVITE: folds, blanks and odd cases (3.1.1.1)', {
      headers: [
        `TO :\r\n ${uri} ;   tag    = 1918181833n`,
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@127.0.0.1>\r\n  ;\r\n  tag = 98asjd8',
        'MaX-fOrWaRdS: 0068',
        'cseq: 0009\r\n  INVITE',
        'NewFangledHeader:   newfangled value\r\n continued newfangled value',
        'UnknownHeaderWithUnusualValue: ;;,,;;,;',
        'Subject: ',
      ],
      without: ['To', 'From', 'Max-Forwards', 'CSeq'],
    }),
    message('every character that a token may have (3.1.1.2)', {
      method: "!interesting-Method0123456789_*+`.%indeed'~",
      headers: ["extensionHeader-!.%*+_`'~: \uFEFF大停電".normalize()],
    }),
    message('escaped characters in the request URI (3.1.1.3)', {
      start: `INVITE sip:sips%3Auser%40example.com@${to.host} SIP/2.0`,
    }),
    message('escaped nulls in URIs (3.1.1.4)', {
      method: 'REGISTER',
      start: `REGISTER sip:${to.host} SIP/2.0`,
      headers: ['To: sip:null-%00-null@127.0.0.1', 'From: sip:null-%00-null@127.0.0.1;tag=839923423'],
    }),
    message('percent signs that escape nothing (3.1.1.5)', {
      method: 'RE%47IST%45R',
      start: `RE%47IST%45R sip:registrar.${to.host} SIP/2.0`,
    }),
    message('no blank before the angle bracket (3.1.1.6)', { headers: ['From: caller<sip:caller@127.0.0.1>;tag=323'] }),
    message('values that never end (3.1.1.7)', {
      headers: [
        `To: "I have a user name of ${long('extreme', 10)} proportion"<${uri}:6000;unknownparam1=${long('very', 40)}long>`,
        `Via: SIP/2.0/TCP ${here};branch=z9hG4bK${long('k', 600)}`,
        ...Array.from({ length: 30 }, (_, n) => `Via: SIP/2.0/UDP 192.0.2.${n}:5060;branch=z9hG4bKhop${n}`),
      ],
    }),
    message('two requests in one datagram, the second after Content-Length (3.1.1.8)', {
      method: 'REGISTER',
      body: '',
      headers: ['Content-Length: 0', `X: y\r\n\r\nINVITE ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP ${here}`],
    }),
    message('a semicolon in the user part (3.1.1.9)', {
      method: 'OPTIONS',
      start: `OPTIONS sip:user;par=u%40example.net@${to.host} SIP/2.0`,
    }),
    message('transports that nobody knows (3.1.1.10)', {
      method: 'OPTIONS',
      headers: [
        `Via: SIP/2.0/UDP ${here};branch=z9hG4bKone`,
        'Via: SIP/2.0/SCTP t2.example.com',
        'Via: SIP/2.0/UNKNOWN t6.example.com',
      ],
    }),
    message('a body of many parts with bytes that are no text (3.1.1.11)', {
      headers: ['Content-Type: multipart/mixed;boundary=7a9cbec02ceef655'],
      body: Buffer.concat([
        Buffer.from(
          '--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\n\r\n',
        ),
        Buffer.from(Array.from({ length: 256 }, (_, n) => n)),
        Buffer.from('\r\n--7a9cbec02ceef655--'),
      ]),
    }),
    message('a reason phrase of other letters (3.1.1.12)', {
      start: 'SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое',
    }),
    message('a response without a reason phrase (3.1.1.13)', { start: 'SIP/2.0 100 ' }),

    // Broken (3.1.2)
    message('separators that separate nothing (3.1.2.1)', {
      headers: [`Via: SIP/2.0/UDP ${here};;,;,,`, 'Contact: "Joe" <sip:joe@127.0.0.1>;;;;'],
    }),
    message('a Content-Length that is larger than the message (3.1.2.2)', {
      headers: [typed, 'Content-Length: 9999'],
      body: sdp,
    }),
    message('a Content-Length below zero (3.1.2.3)', { headers: [typed, 'Content-Length: -999'], body: sdp }),
    message('numbers that fit into no register (3.1.2.4)', {
      method: 'REGISTER',
      headers: [
        'CSeq: 36893488147419103232 REGISTER',
        'Max-Forwards: 300',
        'Expires: 10000000000000000000000',
        `Contact: <sip:user@${here}>;expires=280297596632815`,
      ],
    }),
    message('a response with numbers that fit into no register (3.1.2.5)', {
      start: 'SIP/2.0 503 Service Unavailable',
      headers: [
        'CSeq: 9292394834772304023312 OPTIONS',
        'Retry-After: 949302838503028349304023988',
        'Warning: 1812 overture "In Progress"',
      ],
    }),
    message('a quote that is never closed (3.1.2.6)', { headers: ['To: "Mr J. User <sip:j.user@127.0.0.1>'] }),
    message('a URI in angle brackets on the request line (3.1.2.7)', { start: `INVITE <${uri}> SIP/2.0` }),
    message('blanks inside the request URI (3.1.2.8)', { start: `INVITE sip:100@${to.host}; lr SIP/2.0` }),
    message('many blanks on the request line (3.1.2.9)', { start: `INVITE  ${uri}  SIP/2.0` }),
    message('blanks after the version (3.1.2.10)', { method: 'OPTIONS', start: `OPTIONS ${uri} SIP/2.0  ` }),
    message('escaped headers in the request URI (3.1.2.11)', {
      start: `INVITE sip:100@${to.host}?Route=%3Csip:evil.invalid%3E SIP/2.0`,
    }),
    message('a date in a zone of its own (3.1.2.12)', { headers: ['Date: Fri, 01 Jan 2010 16:00:00 EST'] }),
    message('a name with letters that need quotes (3.1.2.13)', {
      method: 'OPTIONS',
      headers: ['From: Bell, Alexander <sip:a.g.bell@127.0.0.1>;tag=433423'],
    }),
    message('a protocol version that is not ours (3.1.2.16)', {
      method: 'OPTIONS',
      start: `OPTIONS ${uri} SIP/7.0`,
      headers: [`Via: SIP/7.0/UDP ${here};branch=z9hG4bKv7`],
    }),
    message('a method that differs from CSeq (3.1.2.17)', { method: 'OPTIONS', headers: ['CSeq: 8 INVITE'] }),
    message('an unknown method that differs from CSeq (3.1.2.18)', {
      method: 'NEWMETHOD',
      headers: ['CSeq: 8 INVITE'],
    }),
    message('a status code that is none (3.1.2.19)', { start: 'SIP/2.0 4294967301 better not break the receiver' }),

    // Beyond the parser (3.2, 3.3, 3.4)
    message('a branch without its cookie (3.2.1)', { headers: [`Via: SIP/2.0/UDP ${here};branch=z9hG4bK`] }),
    message('no Call-ID, From or To (3.3.1)', { without: ['Call-ID', 'From', 'To'] }),
    message('an unknown scheme in the request URI (3.3.2)', {
      method: 'OPTIONS',
      start: 'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0',
    }),
    message('a known scheme that is not SIP (3.3.3)', {
      method: 'OPTIONS',
      start: 'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0',
    }),
    message('schemes that cannot be in To and From (3.3.4)', {
      method: 'REGISTER',
      headers: ['To: <isbn:2983792873>', 'From: <http://www.example.com>;tag=3234233', 'Contact: <name:John_Smith>'],
    }),
    message('extensions that are required and unknown (3.3.5)', {
      method: 'OPTIONS',
      headers: ['Require: nothingSupportsThis, nothingSupportsThisEither', 'Proxy-Require: noProxiesSupportThis'],
    }),
    message('a content type that nobody knows (3.3.6)', {
      headers: ['Content-Type: application/unknownformat'],
      body: '<audio><pcmu port="443"/></audio>',
    }),
    message('a scheme of authorization that nobody knows (3.3.7)', {
      method: 'REGISTER',
      headers: ['Authorization: NoOneKnowsThisScheme opaque-data=here'],
    }),
    message('headers twice that may be there once (3.3.8)', {
      headers: [
        'Call-ID: one',
        'Call-ID: two',
        'CSeq: 5 INVITE',
        'CSeq: 59 INVITE',
        'From: <sip:a@127.0.0.1>;tag=1',
        'From: <sip:b@127.0.0.1>;tag=2',
        'Max-Forwards: 70',
        'Max-Forwards: 5',
      ],
    }),
    message('Content-Length twice (3.3.9)', {
      headers: [typed, 'Content-Length: 13', 'Content-Length: 138'],
      body: sdp,
    }),
    message('a response that came to the wrong place (3.3.10)', {
      start: 'SIP/2.0 200 OK',
      method: 'OPTIONS',
      headers: ['Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923'],
    }),
    message('no hop left (3.3.11)', { method: 'OPTIONS', headers: ['Max-Forwards: 0'] }),
    message('a Contact with everything (3.3.12)', {
      method: 'REGISTER',
      headers: [`Contact: sip:+19725552222@${here};unknownparam?Route=%3Csip:sip.example.com%3E`],
    }),
    message('a Contact of star with others (3.3.13)', {
      method: 'REGISTER',
      headers: ['Contact: *', `Contact: <sip:tester@${here}>`, 'Expires: 0'],
    }),
    message('after RFC 2543: neither tags nor branch (3.4.1)', {
      headers: [`Via: SIP/2.0/UDP ${here}`, 'From: <sip:tester@127.0.0.1>', typed],
      without: ['Contact', 'Max-Forwards'],
      body: sdp,
    }),

    // What was met since
    message('an offer with two thousand codecs', {
      headers: [typed],
      body: `${sdp}${Array.from({ length: 2_000 }, (_, n) => `a=rtpmap:${n % 128} x${n}/8000\r\n`).join('')}`,
    }),
    message('an offer of a hundred streams', {
      headers: [typed],
      body: `${sdp}${long('m=audio 9 RTP/AVP 8\r\n', 100)}`,
    }),
    message('an offer that is none', { headers: [typed], body: 'v=0\r\nm=audio -1 RTP/AVP\r\nc=IN IP9 nowhere\r\n' }),
    message('sixty kilobytes of subject', { headers: [`Subject: ${long('x', 60_000)}`] }),
    message('a thousand headers', { headers: Array.from({ length: 1_000 }, (_, n) => `X-${n}: ${n}`) }),
    message('line ends of another system', { end: '\n' }),
    message('a digest full of quotes', {
      method: 'REGISTER',
      headers: [
        `Authorization: Digest username="${long('\\"', 500)}", realm="keepline", nonce="", uri="", response=""`,
      ],
    }),
    message('format strings and paths', {
      headers: [
        'From: "%s%s%n%n../../etc/passwd" <sip:%25n%25s@127.0.0.1>;tag=f',
        'User-Agent: ${jndi:ldap://127.0.0.1/a}',
      ],
    }),
    message('REFER out of nowhere', {
      method: 'REFER',
      headers: ['Refer-To: <sip:+380900000000@127.0.0.1?Replaces=x%3Bto-tag%3Dy>'],
    }),
    message('an INVITE that replaces a call that is not', {
      headers: ['Replaces: 1@2;to-tag=3;from-tag=4;early-only'],
    }),
    message('an address of version six that is none', { headers: ['Contact: <sip:a@[::ffff:1.2.3.4.5.6]:99999>'] }),
    { name: 'an empty datagram', bytes: Buffer.alloc(0) },
    { name: 'only line ends', bytes: Buffer.from('\r\n\r\n\r\n') },
    { name: 'no text at all', bytes: Buffer.from(Array.from({ length: 1_400 }, (_, n) => (n * 97 + 13) % 256)) },
    { name: 'the beginning of a STUN message', bytes: Buffer.from('000100002112a442', 'hex') },
  ];
}
