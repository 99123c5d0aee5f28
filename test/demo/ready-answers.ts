import type { ApiUser } from '../product/api.js';

/** What this office writes often, in the three languages of its clients; a client's name is put in when somebody takes it. */
const answers = [
  {
    ...{ shortcut: 'привіт', language: 'uk', title: 'Вітання' },
    text: 'Добрий день, {{client.first-name}}!\n\nДякуємо за звернення. Відповімо сьогодні до кінця дня.\n\n{{me.name}}\n{{company.name}}',
    chatText: 'Добрий день, {{client.first-name}}! Дякуємо, відповімо сьогодні.',
  },
  {
    ...{ shortcut: 'привет', language: 'ru', title: 'Приветствие' },
    text: 'Здравствуйте, {{client.first-name}}!\n\nСпасибо за обращение. Ответим сегодня до конца дня.\n\n{{me.name}}\n{{company.name}}',
    chatText: 'Здравствуйте, {{client.first-name}}! Спасибо, ответим сегодня.',
  },
  {
    ...{ shortcut: 'hello', language: 'en', title: 'Greeting' },
    text: 'Hello {{client.first-name}},\n\nThank you for writing. You will have our answer today.\n\n{{me.name}}\n{{company.name}}',
    chatText: 'Hello {{client.first-name}}, thank you! You will have our answer today.',
  },
  {
    ...{ shortcut: 'доставка', language: 'uk', title: 'Умови доставки' },
    text: 'Возимо розсаду щовівторка і щоп’ятниці, від 20 касет – безкоштовно. Збирання замовлення займає два дні.',
    chatText: null,
  },
  {
    ...{ shortcut: 'доставка', language: 'ru', title: 'Условия доставки' },
    text: 'Возим рассаду по вторникам и пятницам, от 20 кассет – бесплатно. Сборка заказа занимает два дня.',
    chatText: null,
  },
  {
    ...{ shortcut: 'pickup', language: 'en', title: 'Where to pick an order up' },
    text: 'You can pick your order up from greenhouse 4, Monday to Saturday, 8:00 to 17:00. Please have the order’s number with you.',
    chatText: null,
  },
] as const;

export async function keepAnswersReady(owner: ApiUser, teamId: string): Promise<void> {
  for (const answer of answers) await owner.post('/responses', { of: 'company', ...answer });
  await owner.post('/responses', {
    ...{ of: 'team', teamId, shortcut: 'оплата', title: 'Рахунок і оплата', subject: 'Рахунок від {{company.name}}' },
    text: 'Надсилаємо рахунок. Після оплати повідомте нам номер платіжки, будь ласка: так ми зберемо замовлення того ж дня.',
  });
}
