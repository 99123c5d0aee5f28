import type { Language } from '../i18n/language.js';

/** What is offered where a channel has no words of its own; in the channel's language, not the page's. */
export const usualText: Readonly<Record<Language, string>> = {
  en: 'Thank you for your message. Nobody is here at the moment; we will answer from {opens}.\n\nThis is an automatic reply.',
  ru: 'Спасибо за сообщение. Сейчас мы не на месте и ответим, когда снова откроемся: {opens}.\n\nЭто автоматический ответ.',
  uk: 'Дякуємо за повідомлення. Зараз нас немає на місці, ми відповімо, коли знову відкриємося: {opens}.\n\nЦе автоматична відповідь.',
};
