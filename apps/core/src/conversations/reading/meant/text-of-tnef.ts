import { decodeUndeclared } from '#libs/letters';
import { textOfRtf } from '../../attachments/text/text-of-rtf.js';
import { textOfHtml } from '../text-of-html.js';
import { tnefAttributes, tnefProperties, type TnefProperty } from './tnef.js';
import { unpackedRtf } from './unpacked-rtf.js';

/** [MS-OXTNEF] 2.1.3. */
const attBody = 0x0002800c;
const attMsgProps = 0x00069003;
const ofMessage = 1;
/** [MS-OXPROPS]: PidTagBody, PidTagHtml, PidTagRtfCompressed. */
const bodyId = 0x1000;
const htmlId = 0x1013;
const rtfId = 0x1009;

/**
 * What Outlook's own wrapping (`winmail.dat`) says. @returns nothing where it says nothing, or cannot be read
 * @param file may be cut: what came before the cut is read
 */
export function textOfTnef(file: Buffer): string {
  try {
    return bestOf(wordsOf(file));
  } catch (error) {
    // A length that leads out of the file: there is nothing to be read in it.
    if (error instanceof RangeError) return '';
    throw error;
  }
}

interface Found {
  body?: string;
  html?: string;
  rtf?: string;
}

const bestOf = ({ body, html, rtf }: Found): string =>
  [body, html, rtf].find((text) => text !== undefined && text.trim() !== '') ?? '';

function wordsOf(file: Buffer): Found {
  const found: Found = {};
  for (const { level, id, data } of tnefAttributes(file)) {
    if (level !== ofMessage) continue;
    if (id === attBody) found.body ??= plain(data);
    else if (id === attMsgProps) for (const property of tnefProperties(data)) take(found, property);
  }
  return found;
}

const plain = (bytes: Buffer): string => decodeUndeclared(bytes, null).replace(/\0+$/, '').replace(/\r\n?/g, '\n');

function take(found: Found, { id, kind, value }: TnefProperty): void {
  if (id === bodyId) found.body = kind === 0x1f ? value.toString('utf16le').replace(/\0+$/, '') : plain(value);
  else if (id === htmlId) found.html = textOfHtml(plain(value));
  else if (id === rtfId) found.rtf = textOfRtf(unpackedRtf(value));
}
