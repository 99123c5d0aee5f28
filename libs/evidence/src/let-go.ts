/**
 * Gives the memory of bytes back that are durable by now, or were read to the end: they are empty afterwards, so only whoever they were given to for
 * good may do this. What shares its memory with others is left alone.
 *
 * V8 counts what lies beside its heap as if it lay inside, and what two of its small collections met alive only a large one takes away.
 * Measured while a mailbox of letters of 120 kB was captured: one large collection for 300 letters, a quarter of all the work of the process.
 */
export function letGo({ buffer, byteLength }: Buffer): void {
  if (byteLength === 0 || byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  // The only way that Node 20 has: the clone takes the memory with it, and is young enough for the next small collection.
  structuredClone(buffer, { transfer: [buffer] });
}
