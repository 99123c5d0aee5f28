/** As Meta's API lists them. */
export const templates: object[] = [
  template('order_ready', 'uk', 'Добрий день, {{1}}! Ваше замовлення {{2}} готове, чекаємо на вас.', [
    'Маріє',
    '№ 1204',
  ]),
  template('order_ready', 'ru', 'Здравствуйте, {{1}}! Ваш заказ {{2}} готов, ждём вас.', ['Алексей', '№ 1187']),
  template('order_ready', 'en', 'Hello {{1}}, your order {{2}} is ready for you.', ['Emily', 'no. 1175']),
  template('how_was_it', 'uk', 'Добрий день, {{1}}! Чи все гаразд із розсадою? Напишіть нам, якщо щось потрібно.', [
    'Петре',
  ]),
  template('how_was_it', 'ru', 'Здравствуйте, {{1}}! Всё ли хорошо с рассадой? Напишите нам, если что-то нужно.', [
    'Ольга',
  ]),
  template(
    'how_was_it',
    'en',
    'Hello {{1}}, is everything well with the seedlings? Write to us if you need anything.',
    ['Lars'],
  ),
];

function template(name: string, language: string, text: string, example: readonly string[]): object {
  const components = [
    { type: 'BODY', text, example: { body_text: [example] } },
    { type: 'FOOTER', text: 'Теплиця-Сервіс' },
  ];
  return { name, language, status: 'APPROVED', category: 'UTILITY', components };
}
