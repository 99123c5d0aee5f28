import { compose, type PastLetter } from '../correspondence.js';
import { clients, company, staff, type SampleClient } from '../sample-office.js';

const hour = 3_600_000;
const office = { name: company.name, address: company.office };

/** How many of them begin a conversation of a card. */
export const machineConversations = 2;

interface Absence {
  readonly client: SampleClient;
  readonly hoursAgo: number;
  readonly subject: string;
  readonly asked: string;
  readonly noted: string;
  readonly note: string;
}

const named = (name: string): SampleClient => clients.find((client) => client.name === name)!;

const absences: readonly Absence[] = [
  {
    client: named('Oranjerie BV'),
    hoursAgo: 30,
    subject: 'Delivery window for the benches',
    asked: 'Hello Sanne,\n\nthe benches leave our warehouse next week. Would Tuesday morning suit your team?',
    noted: 'Automatic reply: Delivery window for the benches',
    note: 'Thank you for your message. I am out of the office until Monday and will answer then.\n\nIn urgent cases please call our reception.\n\nSanne de Vries',
  },
  {
    client: named('Ягідна Долина'),
    hoursAgo: 54,
    subject: 'Саджанці на весну',
    asked: 'Добрий день, Юліє!\n\nЗібрали для вас пропозицію на саджанці лохини: три сорти, від 500 штук. Надіслати?',
    noted: 'Автоматична відповідь: Саджанці на весну',
    note: 'Дякую за лист! Я у відпустці до понеділка. На термінові запитання відповість колега в офісі.\n\nЮлія Кириченко',
  },
];

/** What nobody asked for, and what the company’s provider says of it. */
const unasked: readonly { from: string; subject: string; text: string; hoursAgo: number }[] = [
  {
    from: 'Кредитний центр <offer@shvydki-hroshi.example>',
    subject: 'Кредит для вашого бізнесу за 15 хвилин',
    text: 'Без застави та довідок! Лише сьогодні ставка 0,01 %. Натисніть, щоб отримати рішення.',
    hoursAgo: 9,
  },
  {
    from: 'Служба підтримки пошти <noreply@mail-quota.example>',
    subject: 'Вашу скриньку буде заблоковано',
    text: 'Ваша скринька переповнена. Підтвердьте пароль протягом 24 годин, інакше її буде видалено.',
    hoursAgo: 33,
  },
  {
    from: 'Jessica <jessica@top-rank-seo.example>',
    subject: 'I found 37 errors on your website',
    text: 'Hi there, I was looking at your website and found errors that keep you off the first page of Google. May I send a quote?',
    hoursAgo: 76,
  },
];

/** What programs wrote to the office: notes of those who are away, a newsletter, and what the provider takes for spam. */
export async function machineLetters(now: Date): Promise<PastLetter[]> {
  const ago = (hours: number) => new Date(now.getTime() - hours * hour);
  const letters = await Promise.all([
    newsletter(ago(27)),
    insistent(ago(44)),
    ...unasked.map(({ hoursAgo, ...letter }) => spam(ago(hoursAgo), letter)),
  ]);
  for (const [n, absence] of absences.entries()) letters.push(...(await away(ago(absence.hoursAgo), n, absence)));
  return letters;
}

/** Our letter, and half a minute later the note that answered it. */
async function away(at: Date, n: number, { client, subject, asked, noted, note }: Absence): Promise<PastLetter[]> {
  const them = { name: client.person, address: client.email };
  const messageId = `<away.${n}@${company.domain}>`;
  const later = new Date(at.getTime() + 30_000);
  return [
    {
      folder: 'Sent',
      at,
      source: await compose({
        ...{ from: { ...office, name: `${staff[client.responsible].name}, ${company.name}` }, to: them },
        ...{ subject, text: asked, date: at, messageId },
      }),
    },
    {
      folder: 'INBOX',
      at: later,
      source: await compose({
        ...{
          from: them,
          to: office,
          subject: noted,
          text: note,
          date: later,
          inReplyTo: messageId,
          references: messageId,
        },
        messageId: `<away.${n}@${client.email.split('@')[1]}>`,
        headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
      }),
    },
  ];
}

const news = [
  ['Скло чи плівка: рахуємо опалення', 'Три господарства порівняли витрати за сезон. Різниця – до 18 %.'],
  ['Лохина: що саджати навесні', 'Сорти, які пережили минулу зиму без укриття.'],
  ['Виставка «Агро-Захід»', 'Реєстрація учасників відкрита до кінця місяця.'],
] as const;

async function newsletter(at: Date): Promise<PastLetter> {
  const articles = news.map(([title, text]) => `<h3>${title}</h3><p>${text}</p>`).join('');
  return {
    folder: 'INBOX',
    at,
    source: await compose({
      ...{ from: 'Тепличний вісник <news@visnyk-teplyts.example>', to: office, date: at },
      subject: 'Тепличний вісник: головне за місяць',
      messageId: '<month@visnyk-teplyts.example>',
      html: `<div style="max-width:560px;font-family:Arial,sans-serif"><h2 style="color:#2f7d4f">Тепличний вісник</h2>${articles}<p style="font-size:12px;color:#777">Ви отримали цей лист, бо підписані на розсилку.</p></div>`,
      text: news.flat().join('\n\n'),
      list: { unsubscribe: 'https://visnyk-teplyts.example/unsubscribe' },
      headers: { 'List-Id': 'Тепличний вісник <news.visnyk-teplyts.example>', Precedence: 'bulk' },
    }),
  };
}

/** Somebody who wrote so often that the office put them on its black list. */
export const insistentSender = 'promo@reklama-plus.example';

const insistent = async (at: Date): Promise<PastLetter> => ({
  folder: 'INBOX',
  at,
  source: await compose({
    ...{ from: `Реклама Плюс <${insistentSender}>`, to: office, date: at, messageId: '<7@reklama-plus.example>' },
    subject: 'Востаннє: реклама на бордах зі знижкою',
    text: 'Доброго дня! Ви так і не відповіли на шість попередніх листів. Борди у вашому місті – мінус 40 %.',
  }),
});

const spam = async (at: Date, letter: { from: string; subject: string; text: string }): Promise<PastLetter> => ({
  folder: 'INBOX',
  at,
  source: await compose({
    ...{ ...letter, to: office, date: at, messageId: `<${at.getTime()}@spam.example>` },
    headers: { 'X-Spam-Flag': 'YES', 'X-Spam-Status': 'Yes, score=14.2 required=5.0' },
  }),
});
