import { languageOf } from './language.js';

describe('the language of the page', () => {
  it('is the first that the browser asks for and the page speaks', () => {
    expect(languageOf(['de-DE', 'uk-UA', 'ru'])).toBe('uk');
    expect(languageOf(['RU'])).toBe('ru');
  });

  it('is English for everybody else', () => {
    expect(languageOf(['de', 'fr-CA'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });
});
