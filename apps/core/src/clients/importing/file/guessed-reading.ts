import { parse } from 'csv-parse/sync';
import { ImportEmpty, ImportNotText } from '../importing.errors.js';
import { decoded, encodingOf, type Encoding } from './encoding.js';
import { csvOptions, delimiters, saysDelimiter, type Delimiter, type Reading } from './records.js';

/** So many bytes of the beginning say how the whole is written. */
export const headBytes = 256 * 1024;
const looksAt = 40;

/**
 * How a file seems to be written, from its beginning. Whoever looks at the preview may say otherwise.
 * @throws ImportEmpty, ImportNotText
 */
export async function guessedReading(head: Buffer): Promise<Reading> {
  refuseBinary(head);
  const encoding = encodingOf(head);
  const text = await textOf(head, encoding);
  if (text.trim() === '') throw new ImportEmpty();
  const delimiter = delimiterOf(text);
  return { encoding, delimiter, header: isHeading(recordsIn(text, delimiter)[0] ?? []) };
}

async function textOf(head: Buffer, encoding: Encoding): Promise<string> {
  let text = '';
  for await (const piece of decoded(one(head), encoding)) text += piece;
  return text;
}

async function* one(head: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(head);
}

/** A workbook is a ZIP or, from before 2007, a compound file. */
function refuseBinary(head: Buffer): void {
  const begins = head.subarray(0, 4).toString('hex');
  if (begins === '504b0304' || begins === 'd0cf11e0') throw new ImportNotText('spreadsheet');
  const encoding = encodingOf(head);
  if (!encoding.startsWith('utf-16') && head.subarray(0, 4096).includes(0)) throw new ImportNotText('binary');
}

/** The one by which most records have equally many cells, and more than one. */
export function delimiterOf(text: string): Delimiter {
  const said = /^sep=(.)\r?\n/i.exec(text)?.[1];
  if (said !== undefined && isDelimiter(said)) return said;
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const widths = recordsIn(text, delimiter).map((record) => record.length);
    const usual = mostFrequent(widths);
    const score =
      usual < 2 ? 0 : (widths.filter((width) => width === usual).length / widths.length) * Math.min(usual, 12);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

const isDelimiter = (sign: string): sign is Delimiter => (delimiters as readonly string[]).includes(sign);

function recordsIn(text: string, delimiter: Delimiter): string[][] {
  const lines = text.split(/\r\n|\n|\r/, looksAt + 1);
  // The last one may be cut.
  const whole = lines.length > looksAt ? lines.slice(0, looksAt) : lines;
  try {
    const records = parse(whole.join('\n'), { ...csvOptions(delimiter), to: looksAt });
    return records[0] !== undefined && saysDelimiter(records[0]) ? records.slice(1) : records;
  } catch {
    return [];
  }
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** A heading has words: no address and no number, and nothing twice. */
export function isHeading(record: readonly string[]): boolean {
  const cells = record.map((cell) => cell.trim().toLowerCase()).filter((cell) => cell !== '');
  return (
    cells.length > 0 &&
    cells.length * 2 >= record.length &&
    cells.every((cell) => !cell.includes('@') && (cell.match(/\d/g)?.length ?? 0) < 4 && cell.length <= 80) &&
    new Set(cells).size * 2 > cells.length
  );
}
