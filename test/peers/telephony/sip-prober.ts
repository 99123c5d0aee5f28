import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Address } from './sipp.js';

const answerWithinMs = 500;

/**
 * Somebody who guesses: one REGISTER after the other, each answered to its challenge with a wrong password (RFC 2617), from one loopback
 * address. @returns the last status of each attempt, null where nothing came back
 */
export async function registering(
  engine: Address,
  o: { from: string; user: string; times: number },
): Promise<(number | null)[]> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, o.from, resolve));
  try {
    const own = `${o.from}:${socket.address().port}`;
    const answers: (number | null)[] = [];
    for (let n = 0; n < o.times; n++) {
      const message = (cseq: number, extra: string) =>
        [
          `REGISTER sip:${engine.host}:${engine.port} SIP/2.0`,
          `Via: SIP/2.0/UDP ${own};branch=z9hG4bKguess${n}x${cseq};rport`,
          `From: <sip:${o.user}${n}@${engine.host}>;tag=guess${n}`,
          `To: <sip:${o.user}${n}@${engine.host}>`,
          `Call-ID: guess-${n}-${own}`,
          `CSeq: ${cseq} REGISTER`,
          `Contact: <sip:${o.user}@${own}>`,
          'Max-Forwards: 70',
          ...(extra === '' ? [] : [extra]),
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n');
      const ask = async (text: string, cseq: number): Promise<string | null> => {
        const answered = new Promise<string | null>((resolve) => {
          const late = setTimeout(() => resolve(null), answerWithinMs);
          const hear = (data: Buffer) => {
            const said = data.toString();
            if (!said.includes(`guess-${n}-`) || !said.includes(`CSeq: ${cseq} `)) return;
            clearTimeout(late);
            socket.off('message', hear);
            resolve(said);
          };
          socket.on('message', hear);
        });
        socket.send(text, engine.port, engine.host);
        return answered;
      };
      const challenge = await ask(message(1, ''), 1);
      const nonce = /nonce="([^"]+)"/.exec(challenge ?? '')?.[1];
      const said =
        nonce === undefined
          ? challenge
          : await ask(message(2, digest(challenge!, nonce, `${o.user}${n}`, `guess ${n}`, engine)), 2);
      answers.push(said === null ? null : Number(said.slice(8, 11)));
    }
    return answers;
  } finally {
    socket.close();
  }
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function digest(challenge: string, nonce: string, user: string, password: string, engine: Address): string {
  const realm = /realm="([^"]*)"/.exec(challenge)?.[1] ?? '';
  const uri = `sip:${engine.host}:${engine.port}`;
  const [ha1, ha2] = [md5(`${user}:${realm}:${password}`), md5(`REGISTER:${uri}`)];
  const base = `username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=MD5`;
  if (!/qop="?[^"]*auth/.test(challenge))
    return `Authorization: Digest ${base}, response="${md5(`${ha1}:${nonce}:${ha2}`)}"`;
  const response = md5(`${ha1}:${nonce}:00000001:cafe:auth:${ha2}`);
  return `Authorization: Digest ${base}, qop=auth, nc=00000001, cnonce="cafe", response="${response}"`;
}

/**
 * Messages that break the grammar in the ways of RFC 4475 (torture tests): lengths that lie, no end of a quote, headers twice or never,
 * numbers out of range, unknown schemes, an empty datagram, bytes that are no text.
 */
const malformed = (own: string, n: number): (string | Buffer)[] => {
  const via = `Via: SIP/2.0/UDP ${own};branch=z9hG4bKtorture${n}`;
  const to = 'To: <sip:a@127.0.0.1>';
  const from = 'From: <sip:b@127.0.0.1>;tag=1';
  const id = `Call-ID: torture-${n}-${own}`;
  const message = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
  return [
    message(
      'INVITE sip:a@127.0.0.1 SIP/2.0',
      via,
      to,
      from,
      id,
      'CSeq: 9292394834772304023312 INVITE',
      'Content-Length: 0',
    ),
    message('INVITE sip:a@127.0.0.1 SIP/2.0', via, to, from, id, 'CSeq: 1 INVITE', 'Content-Length: -999', '', 'v=0'),
    message('INVITE sip:a@127.0.0.1 SIP/2.0', via, to, from, id, 'CSeq: 1 INVITE', 'Content-Length: 99999', '', 'v=0'),
    message('INVITE sip:a@127.0.0.1 SIP/7.0', via, to, from, id, 'CSeq: 1 INVITE'),
    message('OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0', via, to, from, id, 'CSeq: 1 OPTIONS'),
    message('INVITE <sip:a@127.0.0.1> SIP/2.0', via, 'To: "Unclosed <sip:a@127.0.0.1>', from, id, 'CSeq: 1 INVITE'),
    message('INVITE sip:a@127.0.0.1 SIP/2.0', via, from, 'CSeq: 1 INVITE'),
    message('REGISTER sip:127.0.0.1 SIP/2.0', via, to, from, from, id, id, 'CSeq: 1 REGISTER', 'CSeq: 2 REGISTER'),
    message('SIP/2.0 4294967301 better not break the receiver', via, to, from, id, 'CSeq: 1 INVITE'),
    message('INVITE sip:a@127.0.0.1 SIP/2.0', via, to, from, id, 'CSeq: 1 INVITE', `Subject: ${'x'.repeat(60_000)}`),
    message(`${'M'.repeat(500)} sip:a@127.0.0.1 SIP/2.0`, via, to, from, id, 'CSeq: 1 NEWMETHOD'),
    '',
    '\r\n\r\n',
    Buffer.from(Array.from({ length: 1_000 }, (_, i) => (i * 37 + n) % 256)),
  ];
};

/** Every malformed message a few times, and RTP that belongs to no call, from one address. */
export async function flooding(engine: Address): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.67', resolve));
  const own = `127.0.0.67:${socket.address().port}`;
  const send = (data: string | Buffer, port: number) =>
    new Promise<void>((resolve) => socket.send(data, port, engine.host, () => resolve()));
  const sound = Buffer.alloc(172, 0xd5);
  sound.writeUInt16BE(0x8008, 0);
  for (let n = 0; n < 20; n++) {
    for (const text of malformed(own, n)) await send(text, engine.port);
    for (let packet = 0; packet < 500; packet++) await send(sound, 10_000 + ((n * 500 + packet) % 10_500));
  }
  socket.close();
}
