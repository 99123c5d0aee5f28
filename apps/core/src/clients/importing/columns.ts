import type { CardFieldView } from '../fields/card-field.view.js';

/** What a column says of a client. Several columns may say the same of e-mail, telephone and WhatsApp, and a cell may hold several. */
export const plainTargets = [
  ...(['ignore', 'name', 'last-name', 'first-name', 'middle-name', 'kind', 'email', 'phone', 'whatsapp'] as const),
  ...(['company', 'stage', 'responsible', 'tags'] as const),
] as const;
export type Target = (typeof plainTargets)[number] | `field:${string}`;

/** The rest stands in one column. */
const several: ReadonlySet<Target> = new Set(['ignore', 'email', 'phone', 'whatsapp', 'tags']);
export const mayRepeat = (target: Target): boolean => several.has(target);

/** A heading as it is remembered. */
export const headingKey = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’'ʼ`"*:_.\s-]+/g, ' ')
    .trim()
    .slice(0, 200);

/** Headings of Bitrix24, amoCRM, HubSpot, EspoCRM, Google and Outlook, and how people call things. The first that fits counts. */
const known: readonly (readonly [RegExp, Target])[] = [
  [/whats ?app|в[ао]тс?ап/, 'whatsapp'],
  [/e ?mail|^mail$|почт|пошт|эл адрес|ел адрес/, 'email'],
  [/phone|^tel\b|telephone|mobile|телефон|^тел( |$)|мобил|мобіл/, 'phone'],
  [/^(last name|surname|family name|фамилия|прізвище)$/, 'last-name'],
  [/^(first name|given name|firstname)$/, 'first-name'],
  [/^(middle name|patronymic|additional name|отчество|по батькові)$/, 'middle-name'],
  [/owner|responsible|assigned|manager|ответствен|відповідал|менеджер/, 'responsible'],
  [/^(tags?|labels?|теги|тэги|метки|мітки|теґи)$/, 'tags'],
  [/^(type|kind|client type|тип|вид|тип клиента|тип клієнта|тип контакта)$/, 'kind'],
  [/^(stage|deal stage|стадия|стадія|этап|етап|lifecycle stage)$/, 'stage'],
  [/^(company|company name|organi[sz]ation|organi[sz]ation name|account|account name|employer)$/, 'company'],
  [
    /^(компания|компанія|организация|організація|фирма|фірма|название компании|назва компанії|место работы)$/,
    'company',
  ],
  [/^(name|full name|display name|client|client name|customer|customer name|contact|contact name|title)$/, 'name'],
  [/^(фио|піб|имя|ім я|полное имя|повне ім я|клиент|клієнт|контакт|контактное лицо|контактна особа)$/, 'name'],
  [/^(название|назва|наименование|найменування)$/, 'name'],
];

/**
 * What the columns seem to be: as the last time, by the company's own fields, by their headings, by what stands in them.
 * @param columns heading (empty where there is none) and some cells of each
 */
export function guessedTargets(
  columns: readonly { heading: string; samples: readonly string[] }[],
  fields: readonly CardFieldView[],
  remembered: ReadonlyMap<string, string>,
): Target[] {
  const used = new Set<Target>();
  const guesses = columns.map(({ heading, samples }) => {
    const key = headingKey(heading);
    const guess = before(key, fields, remembered) ?? byHeading(key, fields) ?? bySamples(samples) ?? 'ignore';
    if (used.has(guess) && !mayRepeat(guess)) return 'ignore';
    used.add(guess);
    return guess;
  });
  // Beside a family name «имя» is the given one.
  const given = guesses.indexOf('name');
  const own = given >= 0 && /^(name|имя|ім я)$/.test(headingKey(columns[given]!.heading));
  if (own && used.has('last-name') && !used.has('first-name')) guesses[given] = 'first-name';
  return guesses;
}

function before(
  key: string,
  fields: readonly CardFieldView[],
  remembered: ReadonlyMap<string, string>,
): Target | undefined {
  const target = key === '' ? undefined : remembered.get(key);
  return target !== undefined && isTarget(target, fields) ? target : undefined;
}

function byHeading(key: string, fields: readonly CardFieldView[]): Target | undefined {
  if (key === '') return undefined;
  const field = fields.find((one) => headingKey(one.label) === key || headingKey(one.key) === key);
  return field ? `field:${field.key}` : known.find(([words]) => words.test(key))?.[1];
}

function bySamples(samples: readonly string[]): Target | undefined {
  const given = samples.filter((cell) => cell.trim() !== '');
  if (given.length === 0) return undefined;
  if (given.every((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+/.test(cell.trim()))) return 'email';
  if (given.every((cell) => /^'?\+?[\d\s()-]{9,20}$/.test(cell.trim()))) return 'phone';
  return undefined;
}

export const isTarget = (target: string, fields: readonly CardFieldView[]): target is Target =>
  (plainTargets as readonly string[]).includes(target) || fields.some(({ key }) => target === `field:${key}`);
