import type { Locale } from '../../access/sign-in/session.view.js';

type Words = Readonly<Record<Locale, { readonly subject: string; readonly text: string }>>;

/** What a work mailbox is told before anything else comes there. `{code}`, `{minutes}`. */
export const codeWords: Words = {
  en: {
    subject: '{code}: your work mailbox',
    text: `The code is {code}. It is good for {minutes} minutes: enter it on the page of your account, and letters of your clients can be sent on to this mailbox.

If you have not asked for it, leave it: without the code nothing is sent here.`,
  },
  ru: {
    subject: '{code}: ваш рабочий ящик',
    text: `Код: {code}. Он действует {minutes} минут: введите его на странице своей учётной записи, и письма ваших клиентов смогут приходить в этот ящик.

Если вы его не запрашивали, ничего не делайте: без кода сюда ничего не отправляется.`,
  },
  uk: {
    subject: '{code}: ваша робоча скринька',
    text: `Код: {code}. Він діє {minutes} хвилин: введіть його на сторінці свого облікового запису, і листи ваших клієнтів зможуть надходити до цієї скриньки.

Якщо ви його не запитували, нічого не робіть: без коду сюди нічого не надсилається.`,
  },
};

/** The client’s server did not take what was written from the mailbox. `{client}`, `{subject}`, `{reason}`, `{at}`. */
export const notDeliveredWords: Words = {
  en: {
    subject: 'Not delivered: {subject}',
    text: `{client} has not got your letter “{subject}” of {at}: the mail server refused it ({reason}).

It stands on the client’s card. There you can see what to do and try another way.`,
  },
  ru: {
    subject: 'Не доставлено: {subject}',
    text: `{client} не получил ваше письмо «{subject}» от {at}: почтовый сервер его не принял ({reason}).

Письмо лежит в карточке клиента. Там видно, что делать, и можно попробовать иначе.`,
  },
  uk: {
    subject: 'Не доставлено: {subject}',
    text: `{client} не отримав вашого листа «{subject}» від {at}: поштовий сервер його не прийняв ({reason}).

Лист лежить у картці клієнта. Там видно, що робити, і можна спробувати інакше.`,
  },
};

/** What was written from the mailbox never went. `{client}`, `{subject}`, `{reason}`, `{at}`. */
export const notSentWords: Words = {
  en: {
    subject: 'Not sent: {subject}',
    text: `Your letter “{subject}” of {at} was not sent to {client} ({reason}).

Write it on the client’s card, where you see why, or ask the head of your team.`,
  },
  ru: {
    subject: 'Не отправлено: {subject}',
    text: `Ваше письмо «{subject}» от {at} не отправлено клиенту {client} ({reason}).

Напишите его в карточке клиента: там видно, в чём дело, — или спросите руководителя.`,
  },
  uk: {
    subject: 'Не надіслано: {subject}',
    text: `Ваш лист «{subject}» від {at} не надіслано клієнтові {client} ({reason}).

Напишіть його в картці клієнта: там видно, у чому річ, — або запитайте керівника.`,
  },
};

/** SQL: in which language an employee is written to. Whom the page speaks to as their browser does chose none: the company's first then. */
export const localeOf = (employee: string): string =>
  `coalesce(${employee}.locale, (select languages[1] from company))`;

/** @param locale null: neither they nor the company have chosen one; English, as the page is without a browser */
export function inWords(
  words: Words,
  locale: Locale | null,
  values: Readonly<Record<string, string>>,
): { subject: string; text: string } {
  const { subject, text } = words[locale ?? 'en'];
  const filled = (line: string) => line.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { subject: filled(subject), text: filled(text) };
}
