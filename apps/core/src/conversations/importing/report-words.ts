import type { LeftOutVerdict } from './mail-import.js';

export const reportLanguages = ['en', 'ru', 'uk'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

type Words = Readonly<Record<ReportLanguage, string>>;

export const reportName: Words = { en: 'left out', ru: 'не загружено', uk: 'не завантажено' };

export const reportHeadings: Readonly<Record<ReportLanguage, readonly string[]>> = {
  en: ['Letter', 'Date', 'With', 'Subject', 'Where', 'Reason', 'What it means'],
  ru: ['Письмо', 'Дата', 'С кем', 'Тема', 'Где', 'Причина', 'Что это значит'],
  uk: ['Лист', 'Дата', 'З ким', 'Тема', 'Де', 'Причина', 'Що це означає'],
};

const words: Readonly<Record<LeftOutVerdict, Words>> = {
  unknown: {
    en: 'Nobody of these addresses has a card. Make one and bring the mailbox in again: what is here already stays as it is.',
    ru: 'Ни у кого из адресатов нет карточки. Создайте её и загрузите ящик ещё раз: уже загруженное останется как есть.',
    uk: 'Ні в кого з адресатів немає картки. Створіть її й завантажте скриньку ще раз: уже завантажене лишиться як є.',
  },
  internal: {
    en: 'Between your own addresses.',
    ru: 'Переписка между вашими адресами.',
    uk: 'Листування між вашими адресами.',
  },
  draft: { en: 'A draft: it was never sent.', ru: 'Черновик: не отправлялся.', uk: 'Чернетка: не надсилалася.' },
  'automatic-left': {
    en: 'Sent by a machine, and left out as was chosen.',
    ru: 'Автоматическое письмо, не загружалось по выбору.',
    uk: 'Автоматичний лист, не завантажувався за вибором.',
  },
  bounce: {
    en: 'A mail server tells that a letter did not arrive.',
    ru: 'Почтовый сервер сообщает о недоставке.',
    uk: 'Поштовий сервер повідомляє про недоставлення.',
  },
  'not-a-letter': { en: 'This is no letter.', ru: 'Это не письмо.', uk: 'Це не лист.' },
  'letter-too-large': { en: 'Larger than 64 MB.', ru: 'Больше 64 МБ.', uk: 'Більше за 64 МБ.' },
  unreadable: {
    en: 'The file is damaged: unpack it and bring it in by itself.',
    ru: 'Файл повреждён: распакуйте и загрузите его отдельно.',
    uk: 'Файл пошкоджено: розпакуйте й завантажте його окремо.',
  },
  encrypted: {
    en: 'Locked by a password: pack the letters without one.',
    ru: 'Закрыт паролем: упакуйте письма без пароля.',
    uk: 'Захищено паролем: запакуйте листи без пароля.',
  },
  'archive-inside': {
    en: 'An archive in the archive: bring it in by itself.',
    ru: 'Архив внутри архива: загрузите его отдельно.',
    uk: 'Архів усередині архіву: завантажте його окремо.',
  },
  'outlook-inside': {
    en: 'A database of Outlook (.pst): move its letters into an IMAP mailbox, or write them out as .eml or mbox.',
    ru: 'База Outlook (.pst): перенесите письма в ящик IMAP или сохраните как .eml или mbox.',
    uk: 'База Outlook (.pst): перенесіть листи до скриньки IMAP або збережіть як .eml чи mbox.',
  },
  'letter-gone': {
    en: 'Removed from the mailbox meanwhile.',
    ru: 'За это время удалено из ящика.',
    uk: 'Тим часом видалено зі скриньки.',
  },
  'letter-withheld': {
    en: 'The mail server does not give it out.',
    ru: 'Почтовый сервер его не отдаёт.',
    uk: 'Поштовий сервер його не віддає.',
  },
};

export const whyLeftOut = (verdict: LeftOutVerdict, language: ReportLanguage): string => words[verdict][language];
