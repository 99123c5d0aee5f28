const LF = 0x0a;
const CR = 0x0d;
const field = 'received:';

/** Counts the Received fields of a header block while its bytes go by: each server on the way has left one (RFC 5321 4.4). */
export class HopCount {
  private count = 0;
  private inHeader = true;
  /** Of the line so far: how long it is, and as much of it as the field's name has. */
  private length = 0;
  private start = '';

  /** @returns how many there were until now; what comes after the header block costs nothing */
  after(chunk: Buffer): number {
    for (let i = 0; this.inHeader && i < chunk.length; i++) this.take(chunk[i]!);
    return this.count;
  }

  private take(byte: number): void {
    if (byte === CR) return;
    if (byte === LF) {
      this.inHeader = this.length > 0;
      this.length = 0;
      this.start = '';
      return;
    }
    if (this.length++ >= field.length) return;
    this.start += String.fromCharCode(byte);
    if (this.length === field.length && this.start.toLowerCase() === field) this.count++;
  }
}
