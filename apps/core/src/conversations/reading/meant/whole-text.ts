import { EventEmitter } from 'node:events';
import { textPartLimit } from './text-part.js';

/**
 * Stands where mailparser expects the stream of a text part that needs no transfer decoding: takes the bytes, and gives the text at their end.
 * Two streams for each of ten thousand parts cost more than everything else that is done with them.
 */
export class WholeText extends EventEmitter {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private text: Buffer | null = null;
  writable = true;
  readable = true;

  constructor(private readonly decode: (bytes: Buffer) => string) {
    super();
  }

  /** @returns that there is room: what is beyond it is passed over */
  write(chunk: Buffer): true {
    const room = textPartLimit - this.size;
    if (room > 0) {
      this.chunks.push(chunk.subarray(0, room));
      this.size += Math.min(chunk.length, room);
    }
    return true;
  }

  end(): void {
    if (!this.writable) return;
    this.writable = false;
    const bytes = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.text = Buffer.from(this.decode(bytes));
    this.emit('readable');
    this.readable = false;
    this.emit('end');
  }

  read(): Buffer | null {
    const { text } = this;
    this.text = null;
    return text === null || text.length === 0 ? null : text;
  }
}
