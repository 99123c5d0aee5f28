import { lengthText } from './lengths.js';

it.each([
  [42_000, '42 sec'],
  [60_000, '1 min'],
  [185_400, '3 min 5 sec'],
  [3_600_000, '1 hr'],
  [4_830_000, '1 hr 20 min'],
])('%i ms are %s', (ms, text) => {
  expect(lengthText(ms, 'en')).toBe(text);
});

it('is said in the language of the page', () => {
  expect(lengthText(185_000, 'ru')).toBe('3 мин 5 с');
});
