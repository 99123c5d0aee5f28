import { normalised, type ContactPointKind } from '../../contact-point.js';
import { ContactPointInvalid } from '../../clients.errors.js';
import type { stages } from '../../client.view.js';
import type { Target } from '../columns.js';
import type { FileRecord } from './records.js';

export type Kind = 'person' | 'company';
export type Stage = (typeof stages)[number];

/** Why a line was left out. `details` name columns, fields, lines and cards; never what stands in the cell. */
export interface RowProblem {
  readonly code: RowProblemCode;
  readonly details: Readonly<Record<string, string | number | readonly string[]>>;
}

export const rowProblemCodes = [
  ...([
    'cells-too-many',
    'characters-broken',
    'name-missing',
    'name-too-long',
    'kind-unknown',
    'stage-unknown',
  ] as const),
  ...(['email-invalid', 'phone-invalid', 'whatsapp-invalid', 'number-rounded', 'address-ours'] as const),
  ...(['addresses-too-many', 'field-invalid', 'responsible-unknown', 'tag-too-long', 'tags-too-many'] as const),
  ...(['company-of-company', 'line-twice', 'several-cards', 'held', 'maybe-known'] as const),
] as const;
export type RowProblemCode = (typeof rowProblemCodes)[number];

/** What one line says, each address in its one form. null and empty: nothing. */
export interface RowWords {
  readonly n: number;
  readonly line: number;
  readonly name: string | null;
  readonly kind: Kind | null;
  readonly stage: Stage | null;
  readonly points: readonly { readonly kind: ContactPointKind; readonly value: string }[];
  readonly company: string | null;
  readonly responsible: string | null;
  readonly tags: readonly string[];
  /** By key of the field, as written. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface ReadRow {
  readonly n: number;
  readonly line: number;
  /** null where there is a problem, or nothing on the line. */
  readonly words: RowWords | null;
  readonly problem: RowProblem | null;
}

export const longestName = 200;
const longestTag = 40;
const mostPoints = 20;
const mostTagsOfOne = 30;

const kinds: Readonly<Record<string, Kind>> = Object.fromEntries([
  ...['person', 'individual', 'contact', 'человек', 'физлицо', 'физическое лицо', 'физ лицо', 'контакт', 'людина'].map(
    (word) => [word, 'person'] as const,
  ),
  ...['фізична особа', 'фізособа', 'особа', 'лицо'].map((word) => [word, 'person'] as const),
  ...['company', 'organization', 'organisation', 'компания', 'компанія', 'организация', 'організація'].map(
    (word) => [word, 'company'] as const,
  ),
  ...['юрлицо', 'юридическое лицо', 'юр лицо', 'юрособа', 'юридична особа', 'фирма', 'фірма', 'business'].map(
    (word) => [word, 'company'] as const,
  ),
]);

const stageWords: Readonly<Record<string, Stage>> = Object.fromEntries([
  ...['prospecting', 'prospect', 'lead', 'поиск', 'привлечение', 'лид', 'лід', 'пошук', 'залучення'].map(
    (word) => [word, 'prospecting'] as const,
  ),
  ...['sales', 'sale', 'deal', 'opportunity', 'продажи', 'продажа', 'сделка', 'продажі', 'продаж', 'угода'].map(
    (word) => [word, 'sales'] as const,
  ),
  ...['account', 'customer', 'client', 'сопровождение', 'клиент', 'клієнт', 'супровід', 'ведение'].map(
    (word) => [word, 'account'] as const,
  ),
]);

/** Excel writes a long number so, and its last digits are gone. */
const rounded = /^[\d]([.,]\d+)?e\+\d+$/i;

/** Reads one record. @param country how a number without a country code is read */
export function rowWords(record: FileRecord, targets: readonly Target[], country: string): ReadRow {
  const { n, line } = record;
  const cells = record.cells.map(cleanCell);
  if (cells.every((cell) => cell === '')) return { n, line, words: null, problem: null };
  try {
    return { n, line, words: wordsOf(record, cells, targets, country), problem: null };
  } catch (error) {
    if (error instanceof RowRefused) return { n, line, words: null, problem: error.problem };
    throw error;
  }
}

class RowRefused extends Error {
  constructor(readonly problem: RowProblem) {
    super(problem.code);
  }
}

const refuse = (code: RowProblemCode, details: RowProblem['details'] = {}): RowRefused =>
  new RowRefused({ code, details });

function wordsOf(record: FileRecord, cells: readonly string[], targets: readonly Target[], country: string): RowWords {
  if (cells.slice(targets.length).some((cell) => cell !== '')) throw refuse('cells-too-many');
  const used = cells.flatMap((cell, column) => {
    const target = targets[column];
    return target === undefined || target === 'ignore' || cell === '' ? [] : [{ cell, target, column }];
  });
  const broken = used.find(({ cell }) => cell.includes('\ufffd'));
  if (broken) throw refuse('characters-broken', { column: broken.column });
  const one = (target: Target): string | null => inOneLine(used.find((cell) => cell.target === target)?.cell ?? null);
  const points = pointsIn(used, country);
  const tags = [...new Map(listIn(used, 'tags').map((tag) => [tag.toLowerCase(), tag])).values()];
  if (tags.some((tag) => tag.length > longestTag)) throw refuse('tag-too-long', { most: longestTag });
  if (tags.length > mostTagsOfOne) throw refuse('tags-too-many', { most: mostTagsOfOne });
  // A name in parts is written in the order of the columns.
  const parts = used.filter(({ target }) => /^(last|first|middle)-name$/.test(target)).map(({ cell }) => cell);
  const name = one('name') ?? inOneLine(parts.length > 0 ? parts.join(' ') : null);
  if (name !== null && name.length > longestName) throw refuse('name-too-long', { most: longestName });
  const company = one('company');
  if ((company?.length ?? 0) > longestName) throw refuse('name-too-long', { most: longestName });
  return {
    n: record.n,
    ...{ line: record.line, name, points, tags },
    kind: wordIn(kinds, one('kind'), 'kind-unknown'),
    stage: wordIn(stageWords, one('stage'), 'stage-unknown'),
    ...{ company, responsible: one('responsible') },
    fields: Object.fromEntries(
      used.flatMap(({ target, cell }) => (target.startsWith('field:') ? [[target.slice('field:'.length), cell]] : [])),
    ),
  };
}

const inOneLine = (text: string | null): string | null => text?.replaceAll(/\s+/g, ' ') ?? null;

interface UsedCell {
  readonly cell: string;
  readonly target: Target;
  readonly column: number;
}

function pointsIn(used: readonly UsedCell[], country: string): RowWords['points'] {
  const points = new Map<string, { kind: ContactPointKind; value: string }>();
  for (const { cell, target, column } of used) {
    if (target !== 'email' && target !== 'phone' && target !== 'whatsapp') continue;
    if (target !== 'email' && rounded.test(cell)) throw refuse('number-rounded', { column });
    for (const given of partsOf(cell, target)) {
      const value = addressOf(target, given, country, column);
      points.set(`${target}:${value}`, { kind: target, value });
    }
  }
  if (points.size > mostPoints) throw refuse('addresses-too-many', { most: mostPoints });
  return [...points.values()];
}

function addressOf(kind: ContactPointKind, given: string, country: string, column: number): string {
  try {
    return normalised(kind, given, country);
  } catch (error) {
    if (error instanceof ContactPointInvalid) throw refuse(`${kind}-invalid`, { column, because: error.because });
    throw error;
  }
}

/** Several addresses in one cell. Between numbers a comma separates; a slash does where a whole number stands behind it. */
const partsOf = (cell: string, kind: ContactPointKind): string[] =>
  (kind === 'email'
    ? cell.replaceAll(/mailto:/gi, '').split(/[\s,;|]+/)
    : cell.split(/[\n,;|]|\/(?=\s*\+?[\d(][\d\s()-]{6,})/)
  )
    .map((part) => part.trim())
    .filter((part) => part !== '');

const listIn = (used: readonly UsedCell[], target: Target): string[] =>
  used
    .filter((one) => one.target === target)
    .flatMap(({ cell }) => cell.split(/[,;|\n]/))
    .map((part) => part.trim())
    .filter((part) => part !== '');

function wordIn<T>(words: Readonly<Record<string, T>>, given: string | null, otherwise: RowProblemCode): T | null {
  if (given === null) return null;
  const found =
    words[
      given
        .toLowerCase()
        .replaceAll(/[.\s]+/g, ' ')
        .trim()
    ];
  if (found === undefined) throw refuse(otherwise);
  return found;
}

const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u00ad\u200b\ufeff]+/g;

/**
 * A cell without what spreadsheets put around it: `="0441234567"`, and the apostrophe that keeps a text from being a formula,
 * which our own file of errors has too.
 */
export function cleanCell(cell: string): string {
  const text = cell.replaceAll(/\r\n?/g, '\n').replaceAll(control, ' ').replaceAll('\u00a0', ' ').trim();
  const bare = /^="(.*)"$/s.exec(text)?.[1] ?? text;
  return bare
    .replace(/^'(?=[=+\-@])/, '')
    .normalize('NFC')
    .trim();
}
