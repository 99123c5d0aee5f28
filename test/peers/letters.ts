import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

/** A letter as bytes, put together field by field: what arrives is exactly what stands here. */
export class LetterBuilder {
  private fields: [string, string | Buffer][] = [
    ['From', 'Ada Client <ada@client.test>'],
    ['To', 'sales@corp.test'],
    ['Subject', 'Hello'],
    ['Date', 'Mon, 01 Jun 2026 10:00:00 +0300'],
    ['Message-ID', `<${letterCount++}@client.test>`],
  ];
  private content: Buffer = Buffer.from('Good day.\r\n');

  /** Replaces the field or adds it; null takes it away. A Buffer is put in as it is, in whatever charset. */
  with(name: string, value: string | Buffer | null): this {
    const at = this.fields.findIndex(([known]) => known.toLowerCase() === name.toLowerCase());
    if (at === -1) {
      if (value !== null) this.fields.push([name, value]);
    } else if (value === null) this.fields.splice(at, 1);
    else this.fields[at] = [name, value];
    return this;
  }

  from = (value: string | null) => this.with('From', value);
  to = (value: string) => this.with('To', value);
  subject = (value: string | Buffer) => this.with('Subject', value);
  messageId = (value: string | null) => this.with('Message-ID', value);
  date = (value: string | null) => this.with('Date', value);
  replyingTo = (messageId: string) => this.with('In-Reply-To', messageId).with('References', messageId);

  body(content: string | Buffer): this {
    this.content = Buffer.from(content);
    return this;
  }

  bytes(): Buffer {
    const head = this.fields.flatMap(([name, value]) => [
      Buffer.from(`${name}: `),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]);
    return Buffer.concat([...head, Buffer.from('\r\n'), this.content]);
  }
}

let letterCount = 1;

export const aLetter = (): LetterBuilder => new LetterBuilder();

const line = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\r\n')]);

/** "Добрый день, пришлите счёт" in two charsets that no field declares. */
export const undeclared = {
  koi8r: Buffer.from('e4cfc2d2d9ca20c4c5ced82c20d0d2c9dbccc9d4c520d3dea3d4', 'hex'),
  windows1251: Buffer.from('c4eee1f0fbe920e4e5edfc2c20eff0e8f8ebe8f2e520f1f7b8f2', 'hex'),
};

/** Letters that have broken somebody's mail program. Each is kept raw and harms no neighbour. */
export const awkwardLetters = {
  undeclaredKoi8: () => aLetter().subject(undeclared.koi8r).body(line(undeclared.koi8r)).bytes(),
  undeclaredWindows1251: () => aLetter().subject(undeclared.windows1251).body(line(undeclared.windows1251)).bytes(),
  withoutFrom: () => aLetter().from(null).bytes(),
  withoutMessageId: () => aLetter().messageId(null).bytes(),
  withoutAnyField: () => Buffer.from('\r\nonly words\r\n'),
  nulBytes: () => aLetter().subject('zero \0 inside').body('a\0b\r\n\0\0\r\n').bytes(),
  dateOf1970: () => aLetter().date('Thu, 01 Jan 1970 00:00:00 +0000').bytes(),
  eightBitRubbish: () =>
    aLetter()
      .subject(Buffer.from(Array.from({ length: 200 }, (_, i) => 255 - i)))
      .bytes(),
  hugeHeader: () =>
    aLetter()
      .with('X-Huge', `${'x'.repeat(900)}\r\n `.repeat(1_000))
      .bytes(),
  manyFields: () => Buffer.concat([Buffer.from('X-Field: y\r\n'.repeat(50_000)), aLetter().bytes()]),
  tenThousandParts: () => multipart(Array.from({ length: 10_000 }, (_, i) => part('text/plain', `part ${i}`))).bytes(),
  deeplyNested: () => nested(200),
  winmailDat: () =>
    multipart([
      part('text/plain', 'See the attachment.'),
      // A TNEF stream: its signature, a key, and nothing that makes sense.
      part(
        'application/ms-tnef; name=winmail.dat',
        Buffer.from('789f3e2201000000', 'hex').toString('base64'),
        'base64',
      ),
    ]).bytes(),
  nestedLetter: () =>
    multipart([part('message/rfc822', aLetter().subject('inner').bytes().toString('latin1'))]).bytes(),
} as const;

const part = (type: string, content: string, encoding = '8bit') =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}\r\n`;

function multipart(parts: string[]): LetterBuilder {
  const body = parts.map((each) => `--part\r\n${each}`).join('') + '--part--\r\n';
  return aLetter()
    .with('MIME-Version', '1.0')
    .with('Content-Type', 'multipart/mixed; boundary=part')
    .body(Buffer.from(body, 'latin1'));
}

function nested(depth: number): Buffer {
  let letter = aLetter().subject('innermost').bytes();
  for (let i = 0; i < depth; i++) {
    letter = aLetter().with('Content-Type', 'message/rfc822').subject(`shell ${i}`).body(letter).bytes();
  }
  return letter;
}

export interface BounceOf {
  recipient: string;
  messageId: string;
  /** RFC 3463, `5.1.1` */
  status: string;
  said: string;
  /** Who tells of it. */
  relay?: string;
  /** Who did not take it. */
  mx?: string;
}

/** A delivery status notification (RFC 3464) as Postfix writes it: the original's header in text/rfc822-headers. */
export const aPostfixBounce = (bounce: BounceOf): LetterBuilder =>
  report(
    bounce,
    `MAILER-DAEMON@${bounce.relay ?? 'relay.test'} (Mail Delivery System)`,
    'Undelivered Mail Returned to Sender',
    `<${bounce.recipient}>: host ${bounce.mx ?? 'mx.client.test'}[192.0.2.1] said: ${bounce.said} (in reply to RCPT TO command)`,
    part('text/rfc822-headers', `Message-ID: ${bounce.messageId}\r\nSubject: Hello\r\n`),
  );
export const postfixBounce = (bounce: BounceOf): Buffer => aPostfixBounce(bounce).bytes();

/** The same as Exchange writes it: the whole original in message/rfc822. */
export const exchangeBounce = (bounce: BounceOf): Buffer =>
  report(
    bounce,
    'Microsoft Outlook <postmaster@client.test>',
    'Undeliverable: Hello',
    `Delivery has failed to these recipients or groups:\r\n${bounce.recipient}\r\n${bounce.said}`,
    part('message/rfc822', aLetter().messageId(bounce.messageId).bytes().toString('latin1')),
  ).bytes();

function report(bounce: BounceOf, from: string, subject: string, words: string, original: string): LetterBuilder {
  const action = bounce.status.startsWith('4') ? 'delayed' : 'failed';
  const status =
    `Reporting-MTA: dns; ${bounce.relay ?? 'relay.test'}\r\n\r\n` +
    `Final-Recipient: rfc822; ${bounce.recipient}\r\nAction: ${action}\r\nStatus: ${bounce.status}\r\n` +
    `Diagnostic-Code: smtp; ${bounce.said}\r\n`;
  return multipart([part('text/plain', words), part('message/delivery-status', status), original])
    .from(from)
    .subject(subject)
    .with('Auto-Submitted', 'auto-replied')
    .with('Content-Type', 'multipart/report; report-type=delivery-status; boundary=part');
}

/** A letter of about `bytes` with one attachment, never whole in memory, the same each time. */
export function hugeLetter(bytes: number): { stream: Readable; sha256: Promise<string> } {
  const hash = createHash('sha256');
  const block = Buffer.from(`${'QUJD'.repeat(19)}\r\n`.repeat(800));
  let settle!: (sha256: string) => void;
  const sha256 = new Promise<string>((resolve) => (settle = resolve));
  function* pieces(): Generator<Buffer> {
    const head = aLetter()
      .messageId(`<huge-${bytes}@client.test>`)
      .with('MIME-Version', '1.0')
      .with('Content-Type', 'application/octet-stream; name=huge.bin')
      .with('Content-Transfer-Encoding', 'base64')
      .body('')
      .bytes();
    yield head;
    for (let left = bytes - head.length; left > 0; left -= block.length) yield block;
  }
  function* hashed(): Generator<Buffer> {
    for (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
    settle(hash.digest('hex'));
  }
  return { stream: Readable.from(hashed()), sha256 };
}
