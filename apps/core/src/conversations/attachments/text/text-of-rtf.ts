import iconv from 'iconv-lite';
import { TextGatherer } from './file-text.js';

/** Groups that say how something looks, or hold bytes. */
const wordless = new Set(
  'fonttbl colortbl stylesheet info pict object header footer themedata colorschememapping datastore latentstyles listtable generator xmlnstbl rsidtbl'.split(
    ' ',
  ),
);
const lineEnds = new Set(['par', 'line', 'row', 'sect', 'page']);
const signs: Readonly<Record<string, string>> = {
  tab: '\t',
  ...{ cell: '\t', emdash: '\u2014', endash: '\u2013', bullet: '\u2022' },
  ...{ lquote: '\u2018', rquote: '\u2019', ldblquote: '\u201c', rdblquote: '\u201d' },
};

interface Group {
  silent: boolean;
  /** Of characters that stand after `\u` for old programs. */
  uc: number;
}

const token =
  /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\(\*)|\\([\\{}~_\r\n-])|([{}])|([^\\{}\r\n]+)|[\s\S]/giy;

/** The words of an RTF document; one pass, no tree, of whatever depth. */
export function textOfRtf(file: Buffer): string {
  const source = file.toString('latin1');
  const text = new TextGatherer();
  const groups: Group[] = [];
  let now: Group = { silent: false, uc: 1 };
  let codepage = 'windows-1252';
  let bytes: number[] = [];
  let skip = 0;
  const settle = () => {
    if (bytes.length > 0) text.add(iconv.decode(Buffer.from(bytes), codepage));
    bytes = [];
  };
  const say = (words: string) => {
    settle();
    if (!now.silent) text.add(words);
  };
  token.lastIndex = 0;
  for (let found = token.exec(source); found !== null && !text.full; found = token.exec(source)) {
    const [, word, number, hex, star, sign, brace, plain] = found;
    if (brace === '{') {
      settle();
      if (groups.length < 10_000) groups.push({ ...now });
    } else if (brace === '}') {
      settle();
      now = groups.pop() ?? now;
      skip = 0;
    } else if (hex !== undefined) {
      if (skip > 0) skip--;
      else if (!now.silent) bytes.push(Number.parseInt(hex, 16));
    } else if (star !== undefined) now.silent = true;
    else if (sign !== undefined) say(sign === '~' ? ' ' : /[\\{}]/.test(sign) ? sign : '');
    else if (plain !== undefined) {
      const passed = Math.min(skip, plain.length);
      skip -= passed;
      say(plain.slice(passed));
    } else if (word !== undefined) {
      if (word === 'u') {
        say(String.fromCharCode(Number(number ?? 0) & 0xffff));
        skip = now.uc;
      } else if (word === 'uc') now.uc = Math.min(10, Math.max(0, Number(number ?? 1)));
      else if (word === 'ansicpg' && iconv.encodingExists(`cp${number}`)) codepage = `cp${number}`;
      else if (wordless.has(word)) now.silent = true;
      else if (lineEnds.has(word)) say('\n');
      else if (signs[word] !== undefined) say(signs[word]);
    }
  }
  settle();
  return text.toString().toWellFormed().trim();
}
