import { readLetterHeader, storable } from '#libs/letters';
import type { DeliveryReport } from './letter-content.js';

/** Mail servers write their words first, and then what they give back. */
const looked = 20_000;
const mostRecipients = 100;

/** Where the letter that is given back begins: Exim, qmail, Sendmail, Postfix, Exchange, and the Russian ones. */
const givenBack =
  /^[ \t>]*[-=*_ ]{2,}.{0,20}(?:copy of|below this line|original message|unsent message|returned message|included message|message headers|diagnostic information|копия|исходн|оригинал)/imu;
/** Exchange and others give the header back after a line of their own, without dashes. */
const headerLine = /^(?:Received|Return-Path|Message-ID):\s/im;

const address = `[^\\s<>()\\[\\],;:"']{1,64}@[^\\s<>()\\[\\],;:"']{1,253}`;
/**
 * A line that names somebody who did not get it: `<ada@x.test>:` (qmail, Postfix, Yandex), `  ada@x.test` (Exim, Mail.ru), `'ada@x.test' on 1/2/2026`
 * (Exchange 2003), `ada@x.test<mailto:ada@x.test>` (Exchange), `To: ada@x.test` (some appliances).
 */
const named = new RegExp(
  `^\\s*(?:to:|recipient:|кому:)?\\s*["'<(]?(${address})[>"')]?(?:<mailto:[^>]*>)?(?:\\s*(?::|\\son\\s|\\(|$))`,
  'iu',
);
/** In a sentence: Gmail, Microsoft 365. */
const inSentence = new RegExp(
  `(?:delivered to|message to|deliver(?:ed)? your message to|письмо (?:для|на адрес)|доставлен[оа]? (?:адресату|получателю|по адресу)|повідомлення (?:для|на адресу))\\s+["'<]?(${address})`,
  'giu',
);

const enhanced = /(?:^|[^\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const basic = /(?:^|[^\d.])([45]\d\d)[ -#]/;

/**
 * What a mail server says in words of its own, where it does not say it as RFC 3464 asks.
 * @param text of the letter
 * @param original header of the letter that came back as a part of this one, where it did
 * @returns null where nobody is named
 */
export function readUndelivered(text: string, original: Buffer | null): DeliveryReport | null {
  const all = text.slice(0, looked);
  const cut = givenBack.exec(all)?.index ?? headerLine.exec(all)?.index ?? all.length;
  const words = all.slice(0, cut);
  const recipients = new Map<string, { lines: string[] }>();
  let current: { lines: string[] } | null = null;
  for (const line of words.split('\n')) {
    const who = named.exec(line)?.[1]?.replace(/\.+$/, '').toLowerCase();
    if (who !== undefined && recipients.size < mostRecipients) {
      current = recipients.get(who) ?? { lines: [] };
      recipients.set(who, current);
    }
    if (current && current.lines.length < 12) current.lines.push(line.trim());
  }
  if (recipients.size === 0)
    for (const [, who] of words.matchAll(inSentence)) {
      if (recipients.size < mostRecipients)
        recipients.set(who!.replace(/\.+$/, '').toLowerCase(), { lines: words.split('\n') });
    }
  if (recipients.size === 0) return null;
  const given = original ?? Buffer.from(all.slice(cut).replace(/^[^\n]*\n+/, ''), 'utf8');
  const messageId = readLetterHeader(given, new Date()).header.messageId ?? idIn(all.slice(cut));
  return {
    messageId,
    inWords: true,
    recipients: [...recipients].map(([who, { lines }]) => {
      const said = storable(lines.join(' ').replace(/\s+/g, ' '), 1_000);
      const status = statusIn(said);
      // A delay is told in the same words; the class of the code tells.
      return { address: who, action: status.startsWith('4') ? 'delayed' : 'failed', status, diagnostic: said };
    }),
  };
}

/** The code in a server's answer: enhanced (RFC 3463) rather than basic; empty where there is none. */
export const statusIn = (text: string): string => enhanced.exec(text)?.[1] ?? basic.exec(text)?.[1] ?? '';

const idIn = (text: string): string | null => /^[ \t>]*Message-ID:\s*(<[^<>\s]{1,900}>)/im.exec(text)?.[1] ?? null;

const noSuchPerson =
  /user (?:is )?unknown|unknown user|no such (?:user|person|mailbox|recipient|address)|(?:user|recipient|mailbox|address|account)[^.]{0,40}(?:does ?n[o']t exist|not (?:be )?found|not exist|unknown|disabled|inactive|invalid|is unavailable)|invalid (?:mailbox|recipient|address)|recipient (?:address )?rejected: (?:access denied|undeliverable|user)|no mailbox|couldn'?t be found|host (?:or domain name )?not found|domain (?:name )?(?:not found|does not exist)|нет такого|не существует|не найден|неизвестн[а-я]+ (?:пользователь|получатель)|ящик (?:отключ|заблокир|не)|не існує|не знайдено|немає такого/iu;
const passing =
  /mailbox (?:is )?full|over ?quota|quota exceeded|too (?:large|big)|spam|blocked|blacklist|policy|greylist|try again|rate limit|ящик переполнен|переповнен/iu;

/**
 * Nothing will arrive there: the person or the domain is not there (RFC 3463: 5.1.x, 5.2.1, 5.4.1 of Exchange, 5.4.4). Not a full mailbox, a letter that
 * is too large, or a server that took us for spam.
 * @param status `5.1.1`, `550`, or nothing
 */
export function isGone(status: string, diagnostic: string): boolean {
  if (status.startsWith('4')) return false;
  if (/^5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.1|4\.(?:1|4))$/.test(status))
    return !/^5\.4\.1$/.test(status) || noSuchPerson.test(diagnostic);
  if (/^5\.(?:0\.0|5\.0)$/.test(status) || /^5\d\d$/.test(status) || status === '')
    return noSuchPerson.test(diagnostic) && !passing.test(diagnostic);
  return false;
}
