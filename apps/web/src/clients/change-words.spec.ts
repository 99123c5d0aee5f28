import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { fieldName } from './change-words.js';

const words = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../i18n/locales/ru/${name}.json`), 'utf8')) as object;

describe('a field of the card', () => {
  it('is called as the form of that kind of card calls it', async () => {
    const russian = { translation: { ...words('clients'), ...words('cards') } };
    await i18next.init({ ...{ lng: 'ru', resources: { ru: russian }, showSupportNotice: false } });
    const name = { field: 'name', label: null };
    expect([fieldName(i18next.t, name), fieldName(i18next.t, name, 'company')]).toEqual(['Имя', 'Название компании']);
    expect(fieldName(i18next.t, { field: 'fields.a', label: 'Договор' }, 'company')).toBe('Договор');
    expect(fieldName(i18next.t, { field: 'stage', label: null }, 'company')).toBe('Этап');
  });
});
