import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { addedHeadings, whatToDo, type FileLanguage } from './error-words.js';
import { recordsOf, type Reading } from './file/records.js';
import type { ProblemRow } from './imports.repository.js';

const rowsAtOnce = 200;

/**
 * The lines that were left out, as they stand in the file, with line, code and what to do; in the encoding and with the separator of the
 * file, so that they go back to whichever program it came from. Whatever a spreadsheet would take for a formula has an apostrophe before it,
 * which an import takes off again.
 * @param bytes of the whole file
 * @param problems in the order of the file
 */
export async function* errorFile(
  bytes: AsyncIterable<Buffer>,
  reading: Reading,
  problems: AsyncIterator<ProblemRow, undefined>,
  language: FileLanguage,
): AsyncGenerator<Buffer> {
  const write = writer(reading);
  let rows: string[][] = [];
  let next = await problems.next();
  let width = 0;
  for await (const { heading, n, cells } of recordsOf(bytes, reading)) {
    width = Math.max(width, cells.length);
    if (heading) rows.push([...cells, ...addedHeadings[language]]);
    else if (next.done === true) break;
    else if (next.value.n === n) {
      const { line, code, details } = next.value;
      const whole = Array.from({ length: Math.max(width, cells.length) }, (_, at) => cells[at] ?? '');
      rows.push([...whole, String(line), code, whatToDo(code, details, language)]);
      next = await problems.next();
    }
    if (rows.length < rowsAtOnce) continue;
    yield write(rows);
    rows = [];
  }
  yield write(rows);
}

/** Excel takes a file of UTF-8 for one of the old encodings unless it begins with a mark. */
function writer({ encoding, delimiter }: Reading): (rows: readonly string[][]) => Buffer {
  let begun = false;
  return (rows) => {
    const text = stringify([...rows], { delimiter, record_delimiter: '\r\n', escape_formulas: true });
    const bytes = iconv.encode(text, encoding, { addBOM: !begun && encoding.startsWith('utf') });
    begun = true;
    return bytes;
  };
}
