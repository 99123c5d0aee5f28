import { randomBytes } from 'node:crypto';
import { seeded } from '#libs/testing';

/** Of letters, in three languages. */
export const words = {
  ru: 'добрый день пришлите пожалуйста счёт договор поставка отгрузка склад оплата клиент заказ срок цена встреча сообщите завтра документы подпись доставка вопрос ответ спасибо'.split(
    ' ',
  ),
  uk: 'добрий день надішліть будь ласка рахунок договір постачання відвантаження склад оплата клієнт замовлення термін ціна зустріч повідомте завтра документи підпис доставка питання відповідь дякую'.split(
    ' ',
  ),
  en: 'hello please send the invoice contract delivery shipment warehouse payment client order deadline price meeting tomorrow documents signature question answer thanks'.split(
    ' ',
  ),
};

const base64Lines = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

/**
 * Letters as an office gets them: ru, uk and en, a third with one to three documents of 8 to 215 kB out of a pool that repeats
 * (people send the same price list again); 120 kB on average.
 */
export function* letters(count: number, clients: number): Generator<Buffer> {
  const random = seeded(20_261_122);
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low));
  const documents = Array.from({ length: 300 }, () => base64Lines(randomBytes(between(8_000, 215_000))));
  const languages = Object.values(words);
  const text = (language: readonly string[], length: number) =>
    Array.from({ length }, () => language[between(0, language.length)]!)
      .join(' ')
      .replace(/(.{60,76}) /g, '$1\r\n');
  for (let n = 0; n < count; n++) {
    const language = languages[n % 3]!;
    const sender = between(0, clients);
    const body = text(language, between(80, 500));
    const date = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toUTCString().replace('GMT', '+0000');
    const head = `Received: from mx.client${sender}.test by mx.company.test; ${date}\r\nFrom: Client ${sender} <person${sender}@client${sender}.test>\r\nTo: office@company.test\r\nSubject: =?utf-8?B?${Buffer.from(text(language, 5)).toString('base64')}?=\r\nDate: ${date}\r\nMessage-ID: <${n}.bench@client${sender}.test>\r\nMIME-Version: 1.0\r\n`;
    const alternatives = `--alt\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}\r\n--alt\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(Buffer.from(`<html><body><p>${body}</p></body></html>`))}\r\n--alt--\r\n`;
    if (n % 3 !== 0) {
      yield Buffer.from(`${head}Content-Type: multipart/alternative; boundary=alt\r\n\r\n${alternatives}`);
      continue;
    }
    const files = Array.from(
      { length: between(1, 4) },
      (_, i) =>
        `--mix\r\nContent-Type: application/pdf; name="doc${i}.pdf"\r\nContent-Disposition: attachment; filename="doc${i}.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${documents[between(0, documents.length)]!}\r\n`,
    ).join('');
    yield Buffer.from(
      `${head}Content-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n${alternatives}${files}--mix--\r\n`,
    );
  }
}
