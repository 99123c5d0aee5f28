import type { Locale } from '../../access/sign-in/session.view.js';

const words: Readonly<Record<Locale, { leftOut: string; held: string; unreadable: string; noText: string }>> = {
  en: {
    leftOut: 'Left out, because they are made of addresses: {files}. They lie on the client’s card.',
    held: 'Left out, because they may do harm or were not looked at yet: {files}. They lie on the client’s card.',
    unreadable: 'The letter could not be read whole. It lies on the client’s card.',
    noText: 'The letter can be read on the client’s card.',
  },
  ru: {
    leftOut: 'Не приложены, потому что содержат адреса: {files}. Они лежат в карточке клиента.',
    held: 'Не приложены, потому что опасны или ещё не проверены: {files}. Они лежат в карточке клиента.',
    unreadable: 'Письмо не удалось прочитать целиком. Оно лежит в карточке клиента.',
    noText: 'Письмо можно прочитать в карточке клиента.',
  },
  uk: {
    leftOut: 'Не додано, бо містять адреси: {files}. Вони лежать у картці клієнта.',
    held: 'Не додано, бо небезпечні або ще не перевірені: {files}. Вони лежать у картці клієнта.',
    unreadable: 'Лист не вдалося прочитати повністю. Він лежить у картці клієнта.',
    noText: 'Лист можна прочитати в картці клієнта.',
  },
};

export const leftOutWords = (locale: Locale | null, files: readonly string[]): string =>
  words[locale ?? 'en'].leftOut.replace('{files}', () => files.join(', '));

export const heldWords = (locale: Locale | null, files: readonly string[]): string =>
  words[locale ?? 'en'].held.replace('{files}', () => files.join(', '));

export const unreadableWords = (locale: Locale | null): string => words[locale ?? 'en'].unreadable;
export const noTextWords = (locale: Locale | null): string => words[locale ?? 'en'].noText;
