import { filled, templatesFor } from './template-text.js';

describe('a template’s text', () => {
  it.each([
    ['Hello {{1}}, order {{2}} of {{1}}', ['Ada', '17'], 'Hello Ada, order 17 of Ada'],
    ['Hello {{name}} at {{ place }}', ['Ada', 'Kyiv'], 'Hello Ada at Kyiv'],
    ['Hello {{1}}, {{2}}', ['', ' 5 '], 'Hello {{1}}, 5'],
    ['no places', ['x'], 'no places'],
    ['{{1}}', ['$& {{1}}'], '$& {{1}}'],
  ])('%p with %p', (text, values, shown) => expect(filled(text, values)).toBe(shown));
});

describe('templates to choose from', () => {
  const template = (name: string, body: string, status = 'APPROVED') => ({
    name,
    language: 'uk',
    category: 'UTILITY',
    status,
    header: null,
    body,
    footer: null,
    buttons: [],
    headerVariables: 0,
    bodyVariables: 0,
    examples: [],
  });
  const all = [
    template('order_ready', 'Ваше замовлення готове'),
    template('hello', 'Вітаємо'),
    template('new', 'x', 'PENDING'),
  ];

  it('are the approved ones that have every word', () => {
    expect(templatesFor(all, '').map(({ name }) => name)).toEqual(['order_ready', 'hello']);
    expect(templatesFor(all, 'ЗАМОВЛЕННЯ order').map(({ name }) => name)).toEqual(['order_ready']);
    expect(templatesFor(all, 'pending')).toEqual([]);
  });
});
