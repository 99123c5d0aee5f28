import { fieldsOf, withComments, type ListenerMark, type MarkedHead } from './listener-mark.js';

const capture = 'OggS';
const headerBytes = 27;
const at = { flags: 5, granule: 6, serial: 14, sequence: 18, checksum: 22, segments: 26 } as const;
const opusTags = 'OpusTags';
/** 255 segments, of which the last must be shorter than 255 to end the packet. */
const longestPacket = 255 * 255 - 1;

interface Page {
  header: Buffer;
  body: Buffer;
  end: number;
}

/**
 * Opus in Ogg (RFC 7845, 3): the first page is the identification header alone, the comment header fills the pages behind it and the
 * sound begins on a fresh one. A comment header that fits on one page, as encoders write it, is replaced by one page with the mark;
 * so no other page changes its number.
 * @param start of the file, at least its first two pages
 * @returns null when it is built in another way
 */
export function markedOgg(start: Buffer, mark: ListenerMark): MarkedHead | null {
  const first = pageAt(start, 0);
  const second = first && pageAt(start, first.end);
  if (!second || first.body.subarray(0, 8).toString('latin1') !== 'OpusHead') return null;
  const segments = second.header.subarray(headerBytes);
  const isOnePacket = segments.at(-1) !== 255 && segments.subarray(0, -1).every((length) => length === 255);
  if (!isOnePacket || second.body.subarray(0, 8).toString('latin1') !== opusTags) return null;
  const comments = withComments(second.body.subarray(8), fieldsOf(mark));
  if (comments === null || comments.length + 8 > longestPacket) return null;
  const page = pageOf(second.header, Buffer.concat([Buffer.from(opusTags, 'latin1'), comments]));
  return { head: Buffer.concat([start.subarray(0, first.end), page]), replaces: second.end };
}

/** RFC 3533, 6. */
function pageAt(bytes: Buffer, from: number): Page | null {
  if (from + headerBytes > bytes.length || bytes.subarray(from, from + 4).toString('latin1') !== capture) return null;
  const bodyAt = from + headerBytes + bytes.readUInt8(from + at.segments);
  const header = bytes.subarray(from, bodyAt);
  const end = bodyAt + header.subarray(headerBytes).reduce((sum, length) => sum + length, 0);
  return end > bytes.length ? null : { header, body: bytes.subarray(bodyAt, end), end };
}

/** A page like the given one, with this packet alone. */
function pageOf(like: Buffer, packet: Buffer): Buffer {
  const segments = Math.floor(packet.length / 255) + 1;
  const header = Buffer.alloc(headerBytes + segments, 255);
  like.copy(header, 0, 0, headerBytes);
  header.writeUInt8(segments, at.segments);
  header.writeUInt8(packet.length % 255, headerBytes + segments - 1);
  header.writeUInt32LE(0, at.checksum);
  const page = Buffer.concat([header, packet]);
  page.writeUInt32LE(oggChecksum(page), at.checksum);
  return page;
}

/** CRC-32 of the polynomial 0x04c11db7, not reflected, beginning with 0 (RFC 3533, 6, field 7). */
export function oggChecksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ table[((crc >>> 24) ^ byte) & 0xff]!) >>> 0;
  return crc;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});
