import libmime from 'libmime';
import { decodeUndeclared, storable } from '#libs/letters';
import type { ReadAttachment } from '../../interaction-content.js';
import { isTnef, tnefAttributes, tnefProperties, type TnefProperty } from './tnef.js';

/** [MS-OXTNEF] 2.1.3.3: the first of each file; its bytes, its name in eight and three signs, its properties. */
const attAttachRendData = 0x00069002;
const attAttachData = 0x0006800f;
const attAttachTitle = 0x00018010;
const attAttachment = 0x00069005;
const ofFile = 2;
/** [MS-OXPROPS]: PidTagAttachLongFilename, PidTagAttachMimeTag, PidTagAttachDataBinary. */
const longNameId = 0x3707;
const typeId = 0x370e;
const bytesId = 0x3701;

/** Bytes of a pack that are held to be taken apart; no mail server takes larger letters. */
export const packLimit = 64 * 1024 * 1024;

/** A file that lies in a pack. */
export interface PackedFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Files of a pack are numbered behind those of the letter itself, whose numbers stay as they were: 1000 for each pack. */
const eachPack = 1_000;
const mostPacks = 99;

/** The bytes of a pack; none of one that is larger than any. Read to its end all the same. */
export async function packOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size <= packLimit) chunks.push(chunk);
  }
  return size > packLimit ? Buffer.alloc(0) : Buffer.concat(chunks);
}

/** @param pack position of the pack in the original @param at position of the file in the pack */
const packedNumber = (pack: number, at: number): number => (pack + 1) * eachPack + at;

/** @returns in which pack it lies, and where; null for a file of the letter itself */
export const placeInPack = (n: number): { pack: number; at: number } | null =>
  n < eachPack ? null : { pack: Math.floor(n / eachPack) - 1, at: n % eachPack };

/** Whether an attachment is a pack whose files get numbers. */
export const isPack = (n: number, type: string, name: string): boolean => n < mostPacks && isTnef(type, name);

/** What goes on to somebody: instead of a pack, which names whoever packed it, the files out of it. */
export const withoutOpenedPacks = <T extends { readonly n: number }>(files: readonly T[]): T[] =>
  files.filter((file) => !files.some(({ n }) => placeInPack(n)?.pack === file.n));

/** What stands in the list of attachments for the files of a pack. */
export const packedAttachments = (pack: number, content: Buffer): ReadAttachment[] =>
  filesOfTnef(content).map(({ name, type, content: { length: size } }, at) => ({
    ...{ n: packedNumber(pack, at), name, type, size, inline: false, contentId: null },
  }));

/**
 * The files in Outlook's own wrapping (`winmail.dat`), as far as they have bytes: a letter inside it stays in it.
 * @param file may be cut: what came before the cut is read
 */
export function filesOfTnef(file: Buffer): PackedFile[] {
  const found: Found[] = [];
  try {
    for (const { level, id, data } of tnefAttributes(file)) {
      if (level !== ofFile) continue;
      if (id === attAttachRendData) found.push({});
      const last = found.at(-1);
      if (last !== undefined) take(last, id, data);
    }
  } catch (error) {
    // A length that leads out of the file: what came before is known.
    if (!(error instanceof RangeError)) throw error;
  }
  return found.flatMap(fileOf).slice(0, eachPack);
}

interface Found {
  title?: string;
  longName?: string;
  type?: string;
  content?: Buffer;
}

function take(found: Found, id: number, data: Buffer): void {
  if (id === attAttachData) found.content = data;
  else if (id === attAttachTitle) found.title = textOf({ id, kind: 0x1e, value: data });
  else if (id === attAttachment) for (const property of tnefProperties(data)) takeProperty(found, property);
}

function takeProperty(found: Found, property: TnefProperty): void {
  if (property.id === longNameId) found.longName = textOf(property);
  else if (property.id === typeId) found.type = textOf(property);
  else if (property.id === bytesId && property.kind === 0x102) found.content ??= property.value;
}

const textOf = ({ kind, value }: TnefProperty): string =>
  (kind === 0x1f ? value.toString('utf16le') : decodeUndeclared(value, null)).replace(/\0.*$/s, '').trim();

function fileOf({ title = '', longName = '', type = '', content }: Found): PackedFile[] {
  if (content === undefined || content.length === 0) return [];
  const name = storable(longName || title || 'attachment', 255);
  const said = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type.toLowerCase() : '';
  return [{ name, type: storable(said || libmime.detectMimeType(name), 200), content }];
}
