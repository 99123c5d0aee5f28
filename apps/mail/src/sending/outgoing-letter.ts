import { Readable } from 'node:stream';
import type { EvidenceRef } from '#libs/contracts';

/**
 * The bytes of a letter on their way to a server: prepended fields, then the original as it is, and at the end a gate.
 * nodemailer writes the dot that ends DATA when the stream ends, so nothing after the gate happens before it opens.
 * Nothing is read before the server has asked for the letter.
 */
export class OutgoingLetter {
  /** The gate was opened: the final dot may be on its way from now on. */
  finalDot = false;
  /** What broke on our side; nodemailer would put its own code over it. */
  failure: Error | null = null;
  readonly stream: Readable;
  private readonly head: Buffer;

  /**
   * @param beforeFinalDot commits the mark; when it throws, the gate stays shut and DATA is never completed
   * @param signature a whole field, folded, with its line end; it stands before all others
   */
  constructor(
    prependHeaders: readonly string[],
    private readonly original: Readable,
    private readonly beforeFinalDot: () => Promise<void>,
    signature: string | null = null,
  ) {
    // A field of ours must not become two because a line end got into it.
    const fields = prependHeaders.map((field) => `${field.replace(/[\r\n]+/g, ' ')}\r\n`);
    this.head = Buffer.from([signature ?? '', ...fields].join(''));
    // Until nodemailer listens, a failing source has nobody else to hear it.
    original.on('error', (error) => (this.failure ??= error));
    this.stream = Readable.from(this.bytes(), { objectMode: false });
    this.stream.on('error', () => undefined);
  }

  /** For MAIL's SIZE (RFC 1870). */
  bytesFor(original: EvidenceRef): number {
    return this.head.length + original.size;
  }

  /** Lets the original go, also when nobody ever began to read. */
  close(): void {
    this.stream.destroy();
    this.original.destroy();
  }

  private async *bytes(): AsyncGenerator<Buffer> {
    try {
      if (this.head.length > 0) yield this.head;
      for await (const chunk of this.original) yield chunk as Buffer;
      await this.beforeFinalDot();
      this.finalDot = true;
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      throw new Error('The letter cannot be read to its end');
    }
  }
}
