import { Readable } from 'node:stream';
import type { AttachmentStream, MessageText } from 'mailparser';
import { storable } from '#libs/letters';
import type { ReadAttachment } from '../interaction-content.js';
import { belongsToReport, originalOf, readReceipt, readReport } from './delivery-report.js';
import { attachmentLimit, htmlLimit, storableText, textLimit, type LetterContent } from './letter-content.js';
import { LetterParser } from './letter-parser.js';
import { isPack, packedAttachments, packLimit } from './meant/files-of-tnef.js';
import { asItStands, isKept, keptPartLimit, wordsElsewhere, type KeptPart } from './meant/words-elsewhere.js';
import { textOfHtml } from './text-of-html.js';
import { readUndelivered } from './undelivered-text.js';

/** Beyond it the reading breaks off; a list shows a thousand of them. */
const mostFiles = 3_000;
/** Of parts that may hold the words; what is further down is nobody's first sentence. */
const mostKept = 20;
/** A letter passed on in a letter passed on: somebody's words are not looked for further down. */
const deepestInner = 3;

/**
 * Reads a letter whole. Attachments pass through and are counted, never held; what is broken ends the reading, not the letter:
 * what was read until then is the result, with `problem` set. A letter without text where it belongs is looked through for it elsewhere.
 * @param said.undelivered its header says that a mail server tells of a letter that did not arrive: in its words too
 * @throws what `source` throws
 */
export async function readLetter(
  source: Readable,
  said: { undelivered?: boolean } = {},
  depth = 0,
): Promise<LetterContent> {
  const parser = new LetterParser('counted');
  const attachments: ReadAttachment[] = [];
  const kept: KeptPart[] = [];
  const packed: ReadAttachment[] = [];
  let body: { text?: string; html?: string | boolean } = {};
  let problem: string | null = null;
  let failure: Error | null = null;

  source.once('error', (error: Error) => {
    failure = error;
    parser.destroy();
  });
  // It only reports: without this the attachment under way would never end.
  parser.on('error', () => parser.destroy());
  parser.once('enough', () => {
    source.unpipe(parser);
    parser.end();
  });
  source.pipe(parser);
  try {
    let files = 0;
    for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
      if (part.type === 'text') body = part;
      else if (++files > mostFiles) throw new Error('More files than anybody sends');
      else await takeAttachment(parser, part, attachments, kept, packed);
    }
  } catch {
    problem = 'letter.unreadable';
  }
  if (parser.cut) problem = 'letter.unreadable';
  source.destroy();
  if (failure !== null) throw failure as Error;
  if (problem !== null && body.text === undefined) body = textSoFar(parser);
  const html = typeof body.html === 'string' && body.html !== '' ? storableText(body.html, htmlLimit) : null;
  const text = storableText(body.text ?? '', textLimit);
  const written = text.trim() === '' && html !== null ? storableText(textOfHtml(html), textLimit) : text;
  const reportParts = kept.filter(({ type }) => belongsToReport(type));
  const [report, receipt] = [readReport(reportParts), readReceipt(reportParts)];
  // HTML without words is a picture, or meant to be seen; what a report brings back is our own letter.
  const mayStandElsewhere = written.trim() === '' && html === null && report === null && receipt === null;
  // A text of blanks was found and read: how it stands encoded in the letter is nothing that anybody wrote.
  const partFound = attachments.length > 0 || body.text !== undefined;
  const shown = mayStandElsewhere
    ? storableText(await elsewhere(kept, partFound ? null : parser.start, depth), textLimit)
    : written;
  return {
    text: shown,
    html,
    attachments: [...attachments, ...packed],
    problem,
    report: report ?? (said.undelivered ? readUndelivered(shown, originalOf(reportParts)) : null),
    receipt,
  };
}

/** @param start of a letter in which no part was found */
async function elsewhere(kept: readonly KeptPart[], start: Buffer | null, depth: number): Promise<string> {
  const words = await wordsElsewhere(kept, async (letter) => {
    if (depth >= deepestInner) return '';
    return (await readLetter(Readable.from([letter], { objectMode: false }), {}, depth + 1)).text;
  });
  return words === '' && start !== null ? asItStands(start) : words;
}

async function takeAttachment(
  parser: LetterParser,
  part: AttachmentStream,
  attachments: ReadAttachment[],
  kept: KeptPart[],
  packed: ReadAttachment[],
): Promise<void> {
  const n = attachments.length;
  const type = part.contentType || '';
  const name = part.filename || '';
  const wanted = belongsToReport(type) || (isKept(type, name) && kept.length < mostKept);
  const pack = isPack(n, type, name);
  const most = pack ? packLimit : keptPartLimit;
  const chunks: Buffer[] = [];
  let size = 0;
  const content = part.content as Readable;
  const brokeOff = () => content.destroy(new Error('The letter broke off'));
  parser.once('close', brokeOff);
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if ((wanted || pack) && size < most) chunks.push(chunk);
    size += chunk.length;
  }
  parser.off('close', brokeOff);
  part.release();
  size = parser.countedSize ?? size;
  const bytes = Buffer.concat(chunks);
  if (wanted) kept.push({ type, name, content: bytes });
  if (n < attachmentLimit) attachments.push({ n, ...factsOf(part), size });
  if (pack && size <= packLimit) packed.push(...packedAttachments(n, bytes).slice(0, attachmentLimit - packed.length));
}

function factsOf(part: AttachmentStream): Omit<ReadAttachment, 'n' | 'size'> {
  // mailparser says `false` where nothing stands before the semicolon, whatever its types say.
  const type = storable(part.contentType || '', 200).toLowerCase() || 'application/octet-stream';
  const contentId = part.cid ? storable(part.cid, 500) : null;
  return {
    name: storable(part.filename || nameOf(type), 255),
    type,
    inline: contentId !== null && (part.related === true || part.contentDisposition === 'inline'),
    contentId,
  };
}

function nameOf(type: string): string {
  if (type === 'message/rfc822') return 'letter.eml';
  if (type === 'application/ms-tnef') return 'winmail.dat';
  return type.startsWith('image/') ? `image.${type.slice(6).replace(/[^a-z0-9]+.*/, '')}` : 'attachment';
}

function textSoFar(parser: LetterParser): { text?: string; html?: string } {
  try {
    return parser.textSoFar();
  } catch {
    return {};
  }
}
