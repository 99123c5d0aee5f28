/**
 * An encoder that writes into a pipe cannot go back and say how many samples there are, and without that a player shows no length and cannot
 * jump. We know it beforehand: RFC 9639 section 8.2 puts it into the last 36 bits of bytes 18 to 25, right behind the stream's mark.
 * Passes on what is no FLAC as it is.
 * @param samples of each channel
 */
export async function* withFlacLength(flac: AsyncIterable<Buffer>, samples: number): AsyncGenerator<Buffer, void> {
  const wanted = 26;
  let head: Buffer = Buffer.alloc(0);
  let written = false;
  for await (const piece of flac) {
    if (written) {
      yield piece;
      continue;
    }
    head = Buffer.concat([head, piece]);
    if (head.length < wanted) continue;
    written = true;
    yield patched(head, samples);
  }
  if (!written && head.length > 0) yield head;
}

function patched(head: Buffer, samples: number): Buffer {
  // STREAMINFO is block type 0 and always the first; the flag of the last block is its top bit.
  const isStreamInfo = head.toString('latin1', 0, 4) === 'fLaC' && (head[4]! & 0x7f) === 0;
  if (!isStreamInfo || samples >= 2 ** 36) return head;
  head[21] = (head[21]! & 0xf0) | Math.floor(samples / 2 ** 32);
  head.writeUInt32BE(samples % 2 ** 32, 22);
  return head;
}
