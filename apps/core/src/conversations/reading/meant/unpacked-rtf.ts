const packed = 0x75465a4c;
const plain = 0x414c454d;
const headerSize = 16;
/** Bytes; the text of a letter is far below. */
const longest = 4 * 1024 * 1024;
/** [MS-OXRTFCP] 2.1.2.1: what every such text begins with in the dictionary. */
const known = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier' +
    '{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/**
 * RTF as Outlook keeps it ([MS-OXRTFCP] 3.1): eight steps by the bits of a byte, each a byte as it is, or a place in the last 4,096 bytes and a
 * length. What is damaged is unpacked as far as it goes.
 */
export function unpackedRtf(given: Buffer): Buffer {
  if (given.length < headerSize) return Buffer.alloc(0);
  const kind = given.readUInt32LE(8);
  if (kind === plain) return given.subarray(headerSize);
  if (kind !== packed) return Buffer.alloc(0);
  const out = Buffer.alloc(Math.min(given.readUInt32LE(4), longest));
  const window = Buffer.alloc(4096, 0x20);
  known.copy(window);
  let write = known.length;
  let size = 0;
  const put = (byte: number) => {
    window[write] = byte;
    write = (write + 1) % 4096;
    if (size < out.length) out[size++] = byte;
  };
  for (let at = headerSize; at < given.length && size < out.length;) {
    const steps = given[at++]!;
    for (let step = 0; step < 8 && at < given.length; step++) {
      if ((steps & (1 << step)) === 0) {
        put(given[at++]!);
        continue;
      }
      if (at + 1 >= given.length) return out.subarray(0, size);
      const reference = given.readUInt16BE(at);
      at += 2;
      const from = reference >> 4;
      if (from === write) return out.subarray(0, size);
      for (let n = 0; n < (reference & 0xf) + 2; n++) put(window[(from + n) % 4096]!);
    }
  }
  return out.subarray(0, size);
}
