import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Said } from '../peers/whatsapp/page/said.js';
import { clients, type SampleClient } from './sample-office.js';
import { demoFolder } from './voices.js';

/** A message of a client, or of whoever held the phone before the gateway did. */
export interface ChatMessage extends Omit<Said, 'chat' | 'at'> {
  readonly client: SampleClient;
  readonly ours?: boolean;
}

const of = (name: string): SampleClient => clients.find((client) => client.name === name)!;

/** Hours before now, and what was said: what a phone that is linked brings along. */
export const pastChats: readonly (readonly [hoursAgo: number, ChatMessage])[] = [
  [98, { client: of('Агро-Південь'), text: 'Добрий день! Чи є розсада томатів на квітень?' }],
  [97, { client: of('Агро-Південь'), ours: true, text: 'Вітаю, Маріє! Так, сорти «Рожевий гігант» і «Чері».' }],
  [97, { client: of('Агро-Південь'), text: 'Чудово, тоді 200 штук «Рожевого гіганта».' }],
  [75, { client: of('Северный Сад'), text: 'Алексей, «Северный Сад». Плёнка для теплиц 200 мкм есть в наличии?' }],
  [74, { client: of('Северный Сад'), ours: true, text: 'Здравствуйте! Да, рулоны по 50 и 100 метров.' }],
  [52, { client: of('Greenhouse & Sons'), text: 'Hi, did our pallet leave the warehouse yesterday?' }],
  [51, { client: of('Greenhouse & Sons'), ours: true, text: 'It did! It should be with you on Thursday.' }],
  [51, { client: of('Greenhouse & Sons'), text: '👍 Great, thank you' }],
  [28, { client: of('Квіти Полісся'), text: 'Надішліть, будь ласка, прайс на горщики.' }],
  [26, { client: of('Дачный мир'), text: 'Можно ли забрать заказ в субботу?' }],
];

/** What clients write while a newcomer looks, one after another. */
export async function freshChats(): Promise<ChatMessage[]> {
  const picture = { bytes: await readFile(join(demoFolder, 'pictures', 'greenhouse.jpg')), type: 'image/jpeg' };
  const voice = async (language: SampleClient['language'], seconds: number) => ({
    bytes: await readFile(join(demoFolder, 'voices', `client-${language}.ogg`)),
    type: 'audio/ogg; codecs=opus',
    seconds,
  });
  return [
    { client: of('Агро-Південь'), text: 'Доброго дня! Розсада доїхала, дякуємо 🌱' },
    { client: of('Агро-Південь'), kind: 'image', text: 'Ось так виглядає в теплиці', media: picture },
    { client: of('Северный Сад'), kind: 'voice', media: await voice('ru', 4) },
    { client: of('Greenhouse & Sons'), text: 'Could you send us the planting guide as a PDF, please?' },
    {
      client: of('Квіти Полісся'),
      kind: 'location',
      location: { latitude: 50.2547, longitude: 28.6587, name: 'Квіти Полісся', address: 'Житомир, вул. Київська, 10' },
    },
    { client: of('Квіти Полісся'), text: 'Везіть сюди, будь ласка, після обіду.' },
    { client: of('Nordic Berries AB'), kind: 'voice', media: await voice('en', 4) },
    { client: of('Дачный мир'), text: 'Подскажите, до скольких вы сегодня работаете?' },
    { client: of('Грядка онлайн'), kind: 'voice', media: await voice('uk', 4) },
    { client: of('Botanica Studio'), text: 'We would love to see the new pots in person. Is Friday possible?' },
  ];
}

/** How a client answers what the office wrote; some only read it. */
export const replies: Record<SampleClient['language'], readonly string[]> = {
  uk: ['Дякую! 🙏', 'Зрозуміло, тоді домовились.', 'Добре, чекаю.'],
  ru: ['Спасибо! 🙏', 'Понятно, договорились.', 'Хорошо, жду.'],
  en: ['Thank you! 🙏', 'Understood, sounds good.', 'Great, talk soon.'],
};
