import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { ImportBroken } from '../importing.errors.js';
import { decoded, type Encoding } from './encoding.js';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a file is read. */
export interface Reading {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Its first record names the columns. */
  readonly header: boolean;
}

export interface FileRecord {
  /** Counted from 0, the heading not among them. */
  readonly n: number;
  /** The line of the file on which it begins, counted from 1, as an editor shows it. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A cell of this size is a quotation mark that was never closed. */
const longestRecord = 256 * 1024;

export const csvOptions = (delimiter: string) => ({
  delimiter,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // People write ООО "Ромашка" without doubling the marks.
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: longestRecord,
});

/**
 * The records of a file, one after another, never more of it in memory than a piece.
 * @param bytes the whole file, or its beginning
 * @throws ImportBroken
 */
export async function* recordsOf(
  bytes: AsyncIterable<Buffer>,
  { encoding, delimiter, header }: Reading,
): AsyncGenerator<FileRecord & { readonly heading: boolean }> {
  // What the parser has read is ahead of us, and an error takes the records between away.
  let read = 0;
  const parser = parse({
    ...csvOptions(delimiter),
    info: true,
    on_record: (record: string[], { lines }: { lines: number }) => {
      read = lines;
      return record;
    },
  });
  // Its error reaches us through the parser, which it ends.
  const fed = pipeline(Readable.from(decoded(bytes, encoding)), parser).catch(() => undefined);
  let n = header ? -1 : 0;
  let before = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const line = Math.max(before + 1, info.lines - linesWithin(record));
      before = info.lines;
      if (n <= 0 && saysDelimiter(record)) continue;
      yield { n, line, cells: record, heading: n < 0 };
      n++;
    }
  } catch (error) {
    if (error instanceof CsvError) throw new ImportBroken(read + 1);
    throw error;
  } finally {
    parser.destroy();
    await fed;
  }
}

const linesWithin = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

/** Excel's own first line: `sep=;`. */
export const saysDelimiter = (record: readonly string[]): boolean =>
  /^sep=.?$/i.test(record[0] ?? '') && record.slice(1).every((cell) => cell === '');
