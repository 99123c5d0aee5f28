import { fieldsOf } from './head-fields.js';
import type { LetterOutline, LetterText } from './letter-outline.js';
import { changedMarkup, shortcutsInMarkup } from './own-markup.js';
import { changedWords, shortcutsIn, type OwnWordsChange } from './own-words.js';
import { aliasesIn, restored, type Restoring } from './restored-words.js';
import { bytesOfText, encodedBytes } from './text-coding.js';

/** What of a letter's own words means something that only the company knows. */
export interface SaidWords {
  /** Addresses by which employees reach clients whom they do not see. */
  readonly aliases: string[];
  /** Typed for words kept ready, without their slash. */
  readonly shortcuts: string[];
}

export function saidIn({ texts }: LetterOutline): SaidWords {
  const aliases = texts.flatMap(({ text }) => aliasesIn(text));
  const shortcuts = texts.flatMap(({ kind, text }) => (kind === 'plain' ? shortcutsIn(text) : shortcutsInMarkup(text)));
  return { aliases: [...new Set(aliases)], shortcuts: [...new Set(shortcuts)] };
}

export interface WordsChange extends OwnWordsChange {
  /** null: nothing of what employees alone may read stands there. */
  readonly restoring: Restoring | null;
}

/** Instead of these bytes of the body the others stand there. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly put: Buffer;
}

/** A letter whose words have changed: its header block, where that says how its one text is written, and its body. */
export interface ChangedLetter {
  readonly head: Buffer;
  readonly splices: readonly Splice[];
}

/**
 * What an employee wrote, with what stands for them in the company's letters. A signature and words kept ready stand in the first text of
 * each kind and in all of them; addresses are made good everywhere.
 */
export function withNewWords(head: Buffer, { texts, sealed }: LetterOutline, change: WordsChange): ChangedLetter {
  if (sealed) return { head, splices: [] };
  const signed = new Set([texts.find(({ kind }) => kind === 'plain'), texts.find(({ kind }) => kind === 'html')]);
  let newHead = head;
  const splices: Splice[] = [];
  for (const text of texts) {
    const signature = signed.has(text) ? change.signature : null;
    const words = wordsOf(text, { ...change, signature });
    if (words === text.text) continue;
    const { bytes, fields } = written(text, words);
    splices.push({ from: text.from, to: text.to, put: bytes });
    if (text.headFrom === null) newHead = withFields(head, fields);
    else splices.push(partHead(text, fields));
  }
  return { head: newHead, splices };
}

function wordsOf({ kind, text, bytewise, type }: LetterText, change: WordsChange): string {
  const shown = change.restoring === null ? text : restored(text, change.restoring);
  // Words of ours cannot stand among bytes that are in no charset that anybody knows.
  if (bytewise || (change.signature === null && change.responses.length === 0)) return shown;
  if (kind === 'html') return changedMarkup(shown, change);
  return changedWords(shown, type.parameters.get('format')?.toLowerCase() === 'flowed', change);
}

type Fields = Readonly<Record<'content-type' | 'content-transfer-encoding', string>>;

function written(text: LetterText, words: string): { bytes: Buffer; fields: Fields } {
  const { kind, bytewise, coding: before, type } = text;
  const said = kind === 'html' && !bytewise ? words.replace(metaCharset, '$1utf-8') : words;
  const { bytes, coding } = encodedBytes(bytesOfText({ text: said, bytewise }), before);
  const charset = bytewise ? type.parameters.get('charset') : 'utf-8';
  const more = ['format', 'delsp'].flatMap((name) => {
    const value = type.parameters.get(name);
    return value === undefined ? [] : [`; ${name}=${token(value)}`];
  });
  const named = charset === undefined ? '' : `; charset=${token(charset)}`;
  return {
    bytes,
    fields: {
      'content-type': `Content-Type: text/${kind}${named}${more.join('')}`,
      'content-transfer-encoding': `Content-Transfer-Encoding: ${coding}`,
    },
  };
}

const metaCharset = /(<meta\b[^>]{0,300}\bcharset\s*=\s*["']?)[\w.:-]{1,40}/i;
const token = (value: string): string => (/^[\w.+-]+$/.test(value) ? value : `"${value.replace(/["\\\r\n]/g, '')}"`);

const emptyLine = Buffer.from('\r\n');

/** The same header with these fields anew; those that it had under their names are gone. */
function withFields(head: Buffer, fields: Fields): Buffer {
  const others = [...fieldsOf(head)].filter(({ name }) => !(name in fields)).map(({ bytes }) => bytes);
  const last = others.at(-1);
  const ended = last === undefined || last.at(-1) === 0x0a ? [] : [emptyLine];
  return Buffer.concat([
    ...others,
    ...ended,
    Buffer.from(`${Object.values(fields).join('\r\n')}\r\n`, 'latin1'),
    emptyLine,
  ]);
}

function partHead({ headFrom, from, head }: LetterText, fields: Fields): Splice {
  return { from: headFrom!, to: from, put: withFields(head, fields) };
}

export interface AttachedFile {
  readonly name: string;
  readonly type: string;
}

export interface LetterWithFiles<F> {
  readonly head: Buffer;
  readonly splices: readonly (Omit<Splice, 'put'> & { readonly put: Buffer | F })[];
  /** What stands behind the body, however long that is. */
  readonly tail: readonly (Buffer | F)[];
}

/**
 * Files beside the text: before the letter's own where it has some, otherwise both in a new whole.
 * @param boundary of that; nothing of the letter is to begin a line with it
 */
export function withFiles<F extends AttachedFile>(
  { head, splices }: ChangedLetter,
  { files: place }: LetterOutline,
  files: readonly F[],
  boundary: string,
): LetterWithFiles<F> {
  if (files.length === 0) return { head, splices, tail: [] };
  const parts = (line: string) =>
    files.flatMap((file): (Buffer | F)[] => [Buffer.from(`--${line}\r\n${fileHead(file)}`, 'utf8'), file, emptyLine]);
  if (place !== null) {
    const { at, boundary: known } = place;
    return { head, splices: [...splices, ...parts(known).map((put) => ({ from: at, to: at, put }))], tail: [] };
  }
  const fields = [...fieldsOf(head)];
  const inside = fields.filter(({ name }) => name.startsWith('content-')).map(({ bytes }) => bytes);
  const text = Buffer.concat([Buffer.from(`--${boundary}\r\n`, 'latin1'), ...inside, emptyLine]);
  return {
    head: Buffer.concat([
      ...fields.filter(({ name }) => !name.startsWith('content-') && name !== 'mime-version').map(({ bytes }) => bytes),
      Buffer.from(`Content-Type: multipart/mixed; boundary="${boundary}"\r\n`, 'latin1'),
      emptyLine,
    ]),
    splices: [{ from: 0, to: 0, put: text }, ...splices],
    tail: [emptyLine, ...parts(boundary), Buffer.from(`--${boundary}--\r\n`, 'latin1')],
  };
}

/** RFC 2183 and 2231; programs that know neither read the plain name. */
function fileHead({ name, type }: AttachedFile): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [
    `Content-Type: ${type}; name="${plain}"`,
    `Content-Disposition: attachment; filename="${plain}"${plain === name ? '' : `;\r\n filename*=utf-8''${whole}`}`,
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\r\n');
}

/** The body with everything in its new place; what stands between is not copied. @returns in order */
export function spliced<T>(
  body: Buffer,
  splices: readonly (Omit<Splice, 'put'> & { put: Buffer | T })[],
): (Buffer | T)[] {
  const pieces: (Buffer | T)[] = [];
  let at = 0;
  for (const { from, to, put } of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from > at) pieces.push(body.subarray(at, from));
    pieces.push(put);
    at = to;
  }
  if (at < body.length) pieces.push(body.subarray(at));
  return pieces;
}
