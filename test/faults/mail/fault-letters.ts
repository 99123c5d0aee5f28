import { randomBytes, randomUUID } from 'node:crypto';

const fields = (): Map<string, string> =>
  new Map([
    ['From', 'Ada Lovelace <ada@client.test>'],
    ['To', 'office@company.test'],
    ['Subject', `Order ${randomUUID()}`],
    ['Date', new Date().toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${randomUUID()}@client.test>`],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
  ]);

const written = (head: Map<string, string>, body: string, before = ''): Buffer =>
  Buffer.from(`${before}${[...head].map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}\r\n`);

/** A letter like any other; no two are the same. */
export const ordinary = (): Buffer => written(fields(), `Здравствуйте! Заказ ${randomUUID()}.`);

/** @param value null: without the field */
export function withField(name: string, value: string | null): Buffer {
  const head = fields();
  if (value === null) head.delete(name);
  else head.set(name, value);
  return written(head, `Здравствуйте! Заказ ${randomUUID()}.`);
}

/** As a mail program writes it. */
export function withWords(from: string, to: string, words: string): string {
  const head = fields();
  head.set('From', from);
  head.set('To', to);
  return written(head, words).toString();
}

/** One that so many servers have passed on. */
export const withHops = (hops: number): Buffer =>
  written(
    fields(),
    'Round and round.',
    'Received: from a.test by b.test; Thu, 26 Nov 2026 10:00:00 +0000\r\n'.repeat(hops),
  );

/** With a file, so many bytes in all. */
export function sized(bytes: number): Buffer {
  const head = fields();
  head.set('Content-Type', 'multipart/mixed; boundary=b');
  const file = randomBytes(Math.floor((bytes * 54) / 76))
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  return written(
    head,
    `--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n${file}\r\n--b--`,
  );
}
