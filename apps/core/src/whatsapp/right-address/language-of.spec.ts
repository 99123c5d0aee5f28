import { languageOf } from './language-of.js';

it.each([
  ['Добрий день, чи є знижка?', 'DE', 'uk'],
  ['Добрый день, есть ли скидка?', 'UA', 'ru'],
  ['Когда доставка?', 'UA', 'uk'],
  ['Когда доставка?', 'KZ', 'ru'],
  ['When will it arrive?', 'UA', 'en'],
  ['👍', 'UA', 'uk'],
  ['', null, 'en'],
] as const)('whoever writes %j to a company in %s is answered in %s', (text, country, language) =>
  expect(languageOf(text, country)).toBe(language),
);
