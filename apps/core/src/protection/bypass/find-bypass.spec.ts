import { findBypass, type BypassContext } from './find-bypass.js';

const context = (rest: Partial<BypassContext> = {}): BypassContext => ({
  own: {
    emails: new Set(['office@company.test', 'anna@company.test', 'box@gmail.com']),
    phones: new Set(['+380441112233']),
    country: 'UA',
  },
  client: [
    { kind: 'phone', value: '+380501234567' },
    { kind: 'email', value: 'ada@gmail.com' },
    { kind: 'whatsapp', value: '380671234567' },
  ],
  allowed: ['t.me/company_news', '@company_bot', '+380800500500', 'partner.test'],
  strangers: true,
  privateOf: (kind, value) =>
    new Set(['phone +380931112233', 'email anna.home@ukr.net', 'handle anna_k']).has(`${kind} ${value}`)
      ? 'anna'
      : null,
  ...rest,
});
const kinds = (text: string, rest: Partial<BypassContext> = {}) =>
  findBypass(text, context(rest)).map(({ kind }) => kind);

describe('what leads a client away', () => {
  it.each([
    ['Мой номер +38 093 111-22-33', ['private-number']],
    ['пишите 0931112233', ['private-number']],
    ['пишите 093 111 22 33', ['private-number']],
    ['пишите 0-9-3-1-1-1-2-2-3-3', ['private-number']],
    ['https://wa.me/380931112233', ['private-number']],
    ['anna.home@ukr.net', ['private-address']],
    ['anna.home (at) ukr (dot) net', ['private-address']],
    ['мой ник @Anna_K', ['private-handle']],
    ['t.me/anna_k', ['private-handle']],
    ['наберите +380 67 765 43 21', ['other-number']],
    ['пишите на ivan.petrenko@gmail.com', ['other-address']],
    ['https://wa.me/380677654321?text=hi', ['messenger-link']],
    ['t.me/somebody', ['messenger-link']],
    ['viber://chat?number=%2B380677654321', ['messenger-link']],
    ['https://signal.me/#p/+380677654321', ['messenger-link']],
    ['Telegram: @somebody', ['messenger-link']],
    ['Пишите мне на личный номер', ['invitation']],
    ['Напишите, пожалуйста, на мою личную почту', ['invitation']],
    ['Вот мой личный телефон', ['invitation']],
    ['Давайте перейдём в телеграм', ['invitation']],
    ['Напишите мне в личку', ['invitation']],
    ['Сделаем это в обход компании', ['invitation']],
    ['Пишіть на мій особистий номер', ['invitation']],
    ['Зателефонуйте мені на особистий телефон', ['invitation']],
    ['Перейдемо у вайбер', ['invitation']],
    ['Зробимо в обхід фірми', ['invitation']],
    ['Please write to my personal number', ['invitation']],
    ['Just text me on my private WhatsApp', ['invitation']],
    ["Let's continue on Telegram", ['invitation']],
    ['We can do this off the books', ['invitation']],
    ['Reach me at my home email', ['invitation']],
    ['Let us chat in messenger', ['invitation']],
    ["Let's move to DM", ['invitation']],
    ['Давай в тг', ['invitation']],
    ['Скиньте мне в лс', ['invitation']],
    ['Напишите мне в директ', ['invitation']],
    ['Оплатите мимо кассы', ['invitation']],
    ['Сплатіть повз касу', ['invitation']],
    ['Минуя нашу фирму', ['invitation']],
    ['Going around our office', ['invitation']],
  ])('%s', (text, expected) => expect(kinds(text)).toEqual(expected));

  it('tells a private number that stands after ever so many strange ones', () => {
    const strange = Array.from({ length: 40 }, (_, n) => `+38 067 765 43 ${10 + n}`).join('\n');
    const found = findBypass(`${strange}\n+38 093 111-22-33`, context());
    expect(found).toHaveLength(20);
    expect(found.at(-1)).toMatchObject({ kind: 'private-number', employeeId: 'anna' });
  });

  it('is told with the words around it, and whose it is', () =>
    expect(findBypass('Добрый день! Мой номер 093 111 22 33, звоните.', context())).toEqual([
      { kind: 'private-number', employeeId: 'anna', text: 'Добрый день! Мой номер 093 111 22 33, звоните.' },
    ]));
});

describe('what is everyday business', () => {
  it.each([
    'Добрый день! Высылаю счёт № 2026-11/0457 от 25.11.2026 на сумму 12 450,00 грн.',
    'Доброго дня! Рахунок IBAN UA213223130000026007233566001, ЄДРПОУ 12345678.',
    'ТТН Новой почты 20450123456789, ожидайте завтра с 10:00 до 18:00.',
    'Наш номер +380 44 111-22-33, пишите на office@company.test или anna@company.test.',
    'Мы позвоним вам на +38 050 123-45-67.',
    'Вы писали с ada@gmail.com?',
    'Ваш WhatsApp: https://wa.me/380671234567',
    'Новости: https://t.me/company_news и бот @company_bot',
    'Горячая линия 0 800 500 500',
    'Поставщик: sales@supplier.test, manager@partner.test',
    'Оплатить можно через личный кабинет на сайте.',
    'Ваш персональный менеджер Анна ответит сегодня.',
    'Пожалуйста, не пишите на личный номер менеджера: это запрещено.',
    'Напишите, пожалуйста, номер договора и телефон для связи.',
    'Будь ласка, напишіть на нашу пошту або зателефонуйте до офісу.',
    'Ніколи не дзвоніть на особистий номер менеджера.',
    'Особистий кабінет клієнта оновлено.',
    'Please call our office number or write to our mailbox.',
    'Please do not write to my personal number.',
    'Send it to your personal email if you prefer.',
    'Your personal data is protected.',
    'We pass the office at noon; the courier drives past the company.',
    'Артикул 4820012345678, партия 0050123, 2 шт. по 3 500,50',
    'Встреча 25.11.2026 в 14:30, кабинет 305, код 1234.',
    'Let us continue on Monday.',
    'Перейдём к вопросу оплаты в понедельник.',
    'Давайте созвонимся завтра и перейдём к договору.',
    'Скиньте, пожалуйста, файл в WhatsApp.',
    'Цена 0501 грн за 1000 шт, 10-20 дней, +15%',
  ])('%s', (text) => expect(kinds(text)).toEqual([]));

  it('may have other people’s numbers where the company says so', () =>
    expect(kinds('Водитель: +380 67 765 43 21, ivan@gmail.com', { strangers: false })).toEqual([]));

  it.each(['1 ', '093 111 22 3', 'a@', '@a', 'пишите ', 'давайте в ', 't.me/', '(', 'my personal '])(
    'costs no more for being long: %j',
    (piece) => {
      const begun = performance.now();
      findBypass(piece.repeat(100_000 / piece.length), context());
      expect(performance.now() - begun).toBeLessThan(1_000);
    },
  );
});
