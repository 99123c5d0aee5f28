/** One message between us and the process that reads files: its length in four bytes, then itself. */
export function frameOf(body: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/** A frame that claims to be longer than anything that we send. */
export class FrameTooLong extends Error {}

/** Puts frames together out of what a pipe gives. */
export class Frames {
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly longest: number) {}

  /** @returns what is complete now @throws FrameTooLong */
  take(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const whole: Buffer[] = [];
    while (this.size >= 4) {
      const length = this.peek();
      if (length > this.longest) throw new FrameTooLong(`${length} bytes`);
      if (this.size < length + 4) break;
      const joined = Buffer.concat(this.chunks);
      whole.push(joined.subarray(4, length + 4));
      this.chunks = [joined.subarray(length + 4)];
      this.size -= length + 4;
    }
    return whole;
  }

  private peek(): number {
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!.readUInt32BE(0);
  }
}
