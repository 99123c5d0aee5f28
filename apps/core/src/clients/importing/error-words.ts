import type { RowProblemCode } from './file/row-words.js';

export const fileLanguages = ['en', 'ru', 'uk'] as const;
export type FileLanguage = (typeof fileLanguages)[number];

/** Headings of the columns that the file of errors adds. */
export const addedHeadings: Readonly<Record<FileLanguage, readonly [line: string, code: string, what: string]>> = {
  en: ['Line', 'Error', 'What to do'],
  ru: ['Строка', 'Ошибка', 'Что сделать'],
  uk: ['Рядок', 'Помилка', 'Що зробити'],
};

type Words = Readonly<Record<FileLanguage, string>>;

/** For whoever mends the file: what to do with the line. `{…}` is filled in from the details of the problem. */
const words: Readonly<Record<RowProblemCode, Words>> = {
  'cells-too-many': {
    en: 'There are more cells than columns: put text that has the separator in it in quotation marks.',
    ru: 'Ячеек больше, чем столбцов: возьмите в кавычки текст, в котором есть разделитель.',
    uk: 'Комірок більше, ніж стовпців: візьміть у лапки текст, у якому є роздільник.',
  },
  'characters-broken': {
    en: 'Characters are damaged: choose another encoding, or write the cell anew.',
    ru: 'Символы повреждены: выберите другую кодировку или впишите ячейку заново.',
    uk: 'Символи пошкоджено: виберіть інше кодування або впишіть комірку заново.',
  },
  'name-missing': {
    en: 'Write a name, an e-mail address or a telephone number.',
    ru: 'Впишите имя, адрес почты или номер телефона.',
    uk: 'Впишіть ім’я, адресу пошти або номер телефону.',
  },
  'name-too-long': {
    en: 'Shorten the name to {most} characters.',
    ru: 'Сократите название до {most} знаков.',
    uk: 'Скоротіть назву до {most} знаків.',
  },
  'kind-unknown': {
    en: 'Write "person" or "company".',
    ru: 'Впишите «человек» или «компания».',
    uk: 'Впишіть «людина» або «компанія».',
  },
  'stage-unknown': {
    en: 'Write "prospecting", "sales" or "account".',
    ru: 'Впишите «привлечение», «продажи» или «ведение».',
    uk: 'Впишіть «залучення», «продажі» або «супровід».',
  },
  'email-invalid': {
    en: 'Correct the e-mail address.',
    ru: 'Исправьте адрес электронной почты.',
    uk: 'Виправте адресу електронної пошти.',
  },
  'phone-invalid': {
    en: 'Correct the telephone number: with the country code, such as +380…',
    ru: 'Исправьте номер телефона: с кодом страны, например +380…',
    uk: 'Виправте номер телефону: з кодом країни, наприклад +380…',
  },
  'whatsapp-invalid': {
    en: 'Correct the WhatsApp number: with the country code, such as +380…',
    ru: 'Исправьте номер WhatsApp: с кодом страны, например +380…',
    uk: 'Виправте номер WhatsApp: з кодом країни, наприклад +380…',
  },
  'number-rounded': {
    en: 'The spreadsheet rounded the number and lost its end: make the column a text column and write the number anew.',
    ru: 'Таблица округлила номер и потеряла его конец: сделайте столбец текстовым и впишите номер заново.',
    uk: 'Таблиця округлила номер і втратила його кінець: зробіть стовпець текстовим і впишіть номер заново.',
  },
  'address-ours': {
    en: "This address or number is your company's own: take it off the line.",
    ru: 'Этот адрес или номер принадлежит вашей компании: уберите его из строки.',
    uk: 'Ця адреса чи номер належить вашій компанії: приберіть її з рядка.',
  },
  'addresses-too-many': {
    en: 'Leave at most {most} addresses and numbers.',
    ru: 'Оставьте не больше {most} адресов и номеров.',
    uk: 'Залиште не більше ніж {most} адрес і номерів.',
  },
  'field-invalid': {
    en: 'Correct the field "{field}": its value does not fit.',
    ru: 'Исправьте поле «{field}»: значение не подходит.',
    uk: 'Виправте поле «{field}»: значення не підходить.',
  },
  'responsible-unknown': {
    en: 'Write the name or e-mail address of an employee who works here; of two with one name the address.',
    ru: 'Впишите имя или адрес почты работающего сотрудника; если имя у двоих — адрес.',
    uk: 'Впишіть ім’я або адресу пошти працівника, який працює; якщо ім’я у двох — адресу.',
  },
  'tag-too-long': {
    en: 'Shorten the tag to {most} characters.',
    ru: 'Сократите метку до {most} знаков.',
    uk: 'Скоротіть мітку до {most} знаків.',
  },
  'tags-too-many': {
    en: 'Leave at most {most} tags.',
    ru: 'Оставьте не больше {most} меток.',
    uk: 'Залиште не більше ніж {most} міток.',
  },
  'company-of-company': {
    en: 'A company belongs to no company: empty the company cell, or make the line a person.',
    ru: 'Компания не может принадлежать компании: очистите ячейку компании или укажите, что это человек.',
    uk: 'Компанія не може належати компанії: очистьте комірку компанії або вкажіть, що це людина.',
  },
  'line-twice': {
    en: 'Line {line} is about the same client: put both into one line.',
    ru: 'Строка {line} о том же клиенте: объедините обе строки в одну.',
    uk: 'Рядок {line} про того самого клієнта: об’єднайте обидва рядки в один.',
  },
  'several-cards': {
    en: 'These addresses stand on several cards: merge the cards, or split the line.',
    ru: 'Эти адреса записаны в нескольких карточках: объедините карточки или разделите строку.',
    uk: 'Ці адреси записані в кількох картках: об’єднайте картки або розділіть рядок.',
  },
  held: {
    en: 'The address stands on a card that you may not see: ask its head.',
    ru: 'Адрес записан в карточке, которую вы не видите: обратитесь к её руководителю.',
    uk: 'Адреса записана в картці, якої ви не бачите: зверніться до її керівника.',
  },
  'maybe-known': {
    en: 'A client of this name is here already: add an address of theirs to the line, or let such lines become new cards.',
    ru: 'Клиент с таким именем уже есть: добавьте в строку его адрес или разрешите создавать карточки из таких строк.',
    uk: 'Клієнт із таким ім’ям уже є: додайте в рядок його адресу або дозвольте створювати картки з таких рядків.',
  },
};

export const whatToDo = (
  code: RowProblemCode,
  details: Readonly<Record<string, unknown>>,
  language: FileLanguage,
): string =>
  words[code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
