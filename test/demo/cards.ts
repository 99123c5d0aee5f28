import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { CardFieldView } from '../../apps/core/src/clients/fields/card-field.view.js';
import type { TagView } from '../../apps/core/src/clients/tags/tag.view.js';
import type { ApiUser } from '../product/api.js';
import { clients } from './sample-office.js';

const fields = [
  { label: 'ЄДРПОУ', key: 'edrpou', kind: 'text', appliesTo: 'company', format: '99999999', required: true },
  { label: 'Місто', key: 'city', kind: 'text', appliesTo: 'both', required: true },
  {
    label: 'Напрям',
    key: 'trade',
    kind: 'choice',
    appliesTo: 'company',
    choices: ['Теплиці', 'Розсада', 'Ягоди', 'Квіти'],
  },
  {
    label: 'Умови оплати',
    key: 'terms',
    kind: 'choice',
    choices: ['Передоплата', 'Відстрочка 14 днів', 'Відстрочка 30 днів'],
  },
  { label: 'Сайт', key: 'site', kind: 'url', appliesTo: 'company' },
  { label: 'День народження', key: 'birthday', kind: 'date', appliesTo: 'person' },
] as const;

const tags = [
  { name: 'VIP', colour: 'violet' },
  { name: 'Сезонний', colour: 'green' },
  { name: 'Борг', colour: 'red' },
  { name: 'Експорт', colour: 'blue' },
] as const;

interface Known {
  fields?: Record<string, string>;
  tags?: readonly (typeof tags)[number]['name'][];
  /** Colleagues of whoever writes. */
  people?: readonly string[];
  /** By three o’clock, some days on. */
  promise?: { what: string; inDays: number };
}

/** What the office has noted about some of its clients; the others are still to be asked. */
const known: Readonly<Record<string, Known>> = {
  'Агро-Південь': {
    fields: {
      edrpou: '38214507',
      city: 'Одеса',
      trade: 'Теплиці',
      terms: 'Відстрочка 14 днів',
      site: 'agro-pivden.example',
    },
    tags: ['VIP', 'Сезонний'],
    people: ['Богдан Ткач', 'Людмила Сорока'],
    promise: { what: 'Надіслати розрахунок на полікарбонат 10 мм', inDays: 1 },
  },
  'Зелений Двір': {
    fields: { edrpou: '40117732', city: 'Черкаси', trade: 'Розсада', terms: 'Передоплата' },
    tags: ['Сезонний'],
    promise: { what: 'Зателефонувати після доставки плівки', inDays: -1 },
  },
  'ФГ «Світанок»': { fields: { edrpou: '31990415' }, tags: ['Борг'], people: ['Микола Гнатюк'] },
  'Северный Сад': { fields: { edrpou: '14202233', city: 'Tallinn', trade: 'Ягоди' }, tags: ['Експорт', 'VIP'] },
  'Greenhouse & Sons': {
    fields: { city: 'London', trade: 'Теплиці', terms: 'Відстрочка 30 днів', site: 'greenhouse-sons.example' },
    tags: ['Експорт', 'VIP'],
    people: ['Oliver Reed'],
    promise: { what: 'Send the price list for spring with freight', inDays: 2 },
  },
  'Nordic Berries AB': { fields: { city: 'Uppsala', trade: 'Ягоди' }, tags: ['Експорт'] },
  'Виктор Зайцев': { fields: { city: 'Chișinău', birthday: '1974-05-12' } },
};

const afternoon = (inDays: number): Date => {
  const at = new Date();
  at.setDate(at.getDate() + inDays);
  at.setHours(15, 0, 0, 0);
  return at;
};

/** Fields, tags, people of companies and promises, through the API as the page does it. */
export async function settleCards(owner: ApiUser): Promise<void> {
  for (const field of fields) await owner.post<CardFieldView>('/card-fields', field);
  const tagIds = new Map<string, string>();
  for (const tag of tags) tagIds.set(tag.name, (await owner.post<TagView>('/card-tags', tag)).id);
  for (const { name, language } of clients) {
    const note = known[name];
    if (note === undefined) continue;
    const { items } = await owner.get<{ items: ClientView[] }>(`/clients?name=${encodeURIComponent(name)}&limit=1`);
    const card = items[0];
    if (card === undefined) throw new Error(`no card of ${name}`);
    if (note.fields) await owner.patch(`/clients/${card.id}`, { fields: note.fields });
    for (const tag of note.tags ?? []) await owner.ask('PUT', `/clients/${card.id}/tags/${tagIds.get(tag)}`);
    for (const person of note.people ?? [])
      await owner.post('/clients', {
        ...{ kind: 'person', name: person, companyId: card.id, stage: card.stage },
        responsibleId: card.responsible?.id ?? null,
        fields: { city: note.fields?.['city'] ?? (language === 'en' ? 'London' : 'Київ') },
      });
    if (note.promise)
      await owner.post(`/clients/${card.id}/promises`, {
        what: note.promise.what,
        dueAt: afternoon(note.promise.inDays).toISOString(),
      });
  }
}
