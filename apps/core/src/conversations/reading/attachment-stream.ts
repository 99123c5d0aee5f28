import { PassThrough, Readable } from 'node:stream';
import type { AttachmentStream, MessageText } from 'mailparser';
import type { Sha256 } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { EvidenceStore } from '#libs/evidence';
import { LetterParser } from './letter-parser.js';
import { filesOfTnef, packOf, placeInPack } from './meant/files-of-tnef.js';

export class AttachmentMissing extends UserError {
  constructor(sha256: string, n: number) {
    super('attachment.missing', { sha256, n });
  }
}

/**
 * The decoded bytes of one attachment, straight out of the original: nothing is held whole but a pack (`winmail.dat`) that it lies in, and what
 * comes before it is passed over.
 * @param n position in the original, from 0, as `attachments` of interaction_content has it
 * @throws AttachmentMissing, and what EvidenceStore.open throws; a later error of the original fails the stream
 */
export async function attachmentStream(evidence: EvidenceStore, sha256: Sha256, n: number): Promise<Readable> {
  const place = placeInPack(n);
  if (place === null) return partStream(evidence, sha256, n);
  const file = filesOfTnef(await packOf(await partStream(evidence, sha256, place.pack)))[place.at];
  if (file === undefined) throw new AttachmentMissing(sha256, n);
  return Readable.from([file.content], { objectMode: false });
}

async function partStream(evidence: EvidenceStore, sha256: Sha256, n: number): Promise<Readable> {
  const source = await evidence.open(sha256);
  const parser = new LetterParser('decoded');
  const out = new PassThrough();
  const give = (error: Error | null) => {
    source.destroy();
    parser.destroy();
    if (error) out.destroy(error);
  };
  source.once('error', (error) => give(error));
  parser.on('error', (error: Error) => give(error));
  source.pipe(parser);
  const found = await new Promise<AttachmentStream | null>((resolve, reject) => {
    let position = 0;
    parser.on('data', (part: AttachmentStream | MessageText) => {
      if (part.type === 'text') return resolve(null);
      if (position++ === n) return resolve(part);
      // Released before it is read, the rest of it is drained and dropped.
      (part.content as Readable).resume();
      part.release();
    });
    parser.once('end', () => resolve(null));
    out.once('error', reject);
    out.once('close', () => resolve(null));
  });
  if (!found) {
    give(null);
    throw new AttachmentMissing(sha256, n);
  }
  const content = found.content as Readable;
  content.once('error', (error) => give(error));
  // The rest of the letter is of no interest.
  content.once('end', () => give(null));
  out.once('close', () => give(null));
  return content.pipe(out);
}
