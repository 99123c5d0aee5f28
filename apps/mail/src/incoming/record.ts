import { Bug } from '#libs/errors';

/** What was taken and is still to be stored: facts as JSON, and letters as they are. */
export interface IncomingRecord<T = unknown> {
  /** Who knows what to do with it. */
  readonly kind: string;
  readonly facts: T;
  readonly pieces: readonly Buffer[];
}

/** Length of the head (4 bytes) ‖ head as JSON, with the lengths of the pieces ‖ pieces. */
export function writeRecord({ kind, facts, pieces }: IncomingRecord): Buffer {
  const head = Buffer.from(JSON.stringify({ kind, facts, sizes: pieces.map(({ length }) => length) }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, ...pieces]);
}

/** The other way. @throws Bug `mail.incoming-record-broken` */
export function readRecord(plain: Buffer): IncomingRecord {
  const headEnd = 4 + plain.readUInt32BE(0);
  const { kind, facts, sizes } = JSON.parse(plain.toString('utf8', 4, headEnd)) as {
    kind: string;
    facts: unknown;
    sizes: number[];
  };
  const pieces: Buffer[] = [];
  let at = headEnd;
  for (const size of sizes) {
    pieces.push(plain.subarray(at, at + size));
    at += size;
  }
  if (at !== plain.length) throw new Bug('mail.incoming-record-broken', { length: plain.length });
  return { kind, facts, pieces };
}
