import { beginsAsMbox } from './mbox.js';

export const fileKinds = ['mbox', 'zip', 'tar', 'tgz', 'eml'] as const;
export type FileKind = (typeof fileKinds)[number];

/** So much of a file is looked at to see what it is. */
export const beginningBytes = 64 * 1024;

/**
 * What kind of file it is, by how it begins; its name says nothing. Outlook's own database (`!BDN`) is told apart from what nobody knows: it
 * can be written out as something that is read here.
 * @returns null where it is none that holds letters
 */
export function fileKindOf(beginning: Buffer): FileKind | 'outlook' | null {
  const starts = (...bytes: readonly number[]) => bytes.every((byte, at) => beginning[at] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (starts(0x1f, 0x8b)) return 'tgz';
  if (starts(0x21, 0x42, 0x44, 0x4e)) return 'outlook';
  if (beginning.toString('latin1', 257, 262) === 'ustar') return 'tar';
  if (beginsAsMbox(withoutEmptyLines(beginning))) return 'mbox';
  return looksLikeLetter(beginning) ? 'eml' : null;
}

/** A letter begins with header fields; at least one of them is one that letters have. */
function looksLikeLetter(beginning: Buffer): boolean {
  const head = beginning.toString('latin1', 0, beginningBytes).replace(/^\uFEFF|^ï»¿/, '');
  // Apple Mail writes the size before a letter, and what passed letters on by files a line of its own.
  if (!/^(?:\d{1,10}[ \t]*\r?\n|>?From [^\n]*\n)?[!-9;-~]{1,100}[ \t]*:/.test(head)) return false;
  const block = head.split(/\r?\n\r?\n/, 1)[0]!;
  return /^(?:from|to|date|subject|message-id|received|return-path)[ \t]*:/im.test(block);
}

const withoutEmptyLines = (bytes: Buffer): Buffer => {
  let at = 0;
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return bytes.subarray(at);
};
