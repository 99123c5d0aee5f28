import type { Readable } from 'node:stream';
import type { Locale } from '../../access/sign-in/session.view.js';
import { isTextFile } from './text-file.js';
import { isMadeOfAddresses } from '../address-files.js';
import type { ReadAttachment } from '../interaction-content.js';
import { withoutOpenedPacks } from '../reading/meant/files-of-tnef.js';
import { heldWords, leftOutWords, noTextWords, unreadableWords } from './forwarded-words.js';
import type { Redaction } from './redaction.js';

/** What a letter is made of when it is sent on; every word of it is one that whoever gets it may read. */
interface ForwardedParts {
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly ForwardedFile[];
}

export interface ForwardedFile {
  readonly name: string;
  readonly type: string;
  readonly contentId: string | null;
  /** Position in the original. */
  readonly n: number;
  /** It is text, and addresses are taken out of it. */
  readonly redacted: boolean;
}

interface LetterToForward {
  /** As the client's program wrote it; empty where it wrote none. */
  readonly senderName: string;
  /** Of the card. */
  readonly clientName: string;
  readonly subject: string;
  /** null: it could not be read. */
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly ReadFile[];
}

interface ReadFile extends ReadAttachment {
  /** It does harm, or nobody knows yet whether it does. */
  readonly held: boolean;
}

/** Longer text files are not looked through: they are left out. */
const longestTextFileBytes = 256 * 1024;
/** Characters that are looked through of a letter: the search for addresses and numbers holds up everybody else for a while. */
const longestText = 200_000;
const longestHtml = 300_000;

/**
 * A client's letter for the mailbox of an employee, made anew out of what was read of it: nothing of its header goes along but the name, the
 * subject and the date, and its pictures are named by us, for a Content-ID tells the domain of whoever made it.
 * @param redaction null: whoever gets it may see addresses
 * @param domain of the corporate address
 */
export function partsOf(
  letter: LetterToForward,
  redaction: Redaction | null,
  { locale, domain }: { locale: Locale | null; domain: string },
): ForwardedParts {
  const text = (words: string) => (redaction === null ? words : redaction.text(cutAtALine(words)));
  const harmless = withoutOpenedPacks(letter.attachments).filter(({ held }) => !held);
  const kept = harmless.filter((file) => redaction === null || mayGo(file));
  const namesOf = (files: readonly ReadFile[]) => files.map(({ name }) => text(name));
  const left = namesOf(harmless.filter((file) => !kept.includes(file)));
  const held = namesOf(letter.attachments.filter((file) => file.held));
  const tooLong = redaction !== null && (letter.html?.length ?? 0) > longestHtml;
  const html = letter.html === null || tooLong ? null : htmlOf(letter.html, kept, redaction, domain);
  const body = letter.text === null ? unreadableWords(locale) : text(letter.text);
  const said = [
    ...(left.length === 0 ? [] : [leftOutWords(locale, left)]),
    ...(held.length === 0 ? [] : [heldWords(locale, held)]),
  ];
  const words = [body.trim() === '' && html === null ? noTextWords(locale) : body, ...said].join('\n\n-- \n');
  const parts = {
    fromName: nameOf(letter, text),
    subject: text(letter.subject),
    text: words,
    html: html === null || said.length === 0 ? html : `${html}<hr><p>${escaped(said.join(' '))}</p>`,
    files: kept.map((file) => ({
      n: file.n,
      ...{ name: text(file.name), type: file.type, contentId: contentIdOf(file, domain) },
      redacted: redaction !== null && isText(file),
    })),
  };
  if (redaction === null || !leaks(parts, redaction)) return parts;
  // It cannot be: but what is sent is not called back.
  return { fromName: domain, subject: '', text: noTextWords(locale), html: null, files: [] };
}

const leaks = ({ fromName, subject, text, html, files }: ForwardedParts, redaction: Redaction): boolean =>
  [fromName, subject, text, html ?? '', ...files.map(({ name }) => name)].some((words) => redaction.finds(words));

/** A name that is an address tells nothing, masked. */
function nameOf({ senderName, clientName }: LetterToForward, text: (words: string) => string): string {
  const wrote = text(senderName).trim();
  return wrote !== '' && !/[@•]/.test(wrote) ? wrote : text(clientName);
}

function mayGo(file: ReadAttachment): boolean {
  return !isMadeOfAddresses(file) && (!isText(file) || file.size <= longestTextFileBytes);
}

/** What was cut off lies on the card. */
function cutAtALine(text: string): string {
  if (text.length <= longestText) return text;
  const end = text.lastIndexOf('\n', longestText);
  return `${text.slice(0, Math.max(end, 0))}\n[…]`;
}

const isText = ({ type, name }: Pick<ReadAttachment, 'type' | 'name'>): boolean => isTextFile(type, name);

const contentIdOf = ({ n, contentId, inline }: ReadAttachment, domain: string): string | null =>
  inline && contentId !== null ? `file-${n}@${domain}` : null;

/** Pictures are named anew behind the redaction, which would take their old names for addresses. */
function htmlOf(
  html: string,
  files: readonly ReadAttachment[],
  redaction: Redaction | null,
  domain: string,
): string | null {
  const inline = new Map(
    files.flatMap((file) => {
      const ours = contentIdOf(file, domain);
      return ours === null ? [] : [[file.contentId!.replace(/^<|>$/g, ''), { ours, place: `file-${file.n}-here` }]];
    }),
  );
  let placed = html;
  for (const [theirs, { place }] of inline)
    for (const written of new Set([theirs, encodeURIComponent(theirs), encodeURI(theirs)]))
      placed = placed.replaceAll(`cid:${written}`, `cid:${place}`);
  const shown = redaction === null ? placed : redaction.html(placed);
  if (shown === null) return null;
  return [...inline.values()].reduce((out, { ours, place }) => out.replaceAll(`cid:${place}`, `cid:${ours}`), shown);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Holds a text file that is no longer than the limit, takes what it must not say out of it, and gives it back as UTF-8. */
export async function redactedFile(source: Readable, redaction: Redaction, decode: (bytes: Buffer) => string) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= longestTextFileBytes) chunks.push(chunk);
  }
  return Buffer.from(redaction.text(decode(Buffer.concat(chunks))), 'utf8');
}
