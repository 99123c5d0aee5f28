import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { EvidenceRef, LetterWords, RoutedLetter } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import {
  letterFacts,
  LetterTap,
  rewriteHead,
  spliced,
  withFiles,
  withNewWords,
  type LetterFacts,
  type LetterOutline,
  type LetterReader,
  type LetterWithFiles,
} from '#libs/letters';
import type { LetterParts } from './letter-parts.js';

type ReadyFile = LetterWords['responses'][number]['files'][number];
type Pieces = readonly (Buffer | ReadyFile)[];

/** In memory still, or stored already where it was too large for that. */
export type Kept = { readonly bytes: Buffer } | { readonly evidence: EvidenceRef };
/** A letter written anew. */
export type Written = Kept & { readonly facts: LetterFacts; readonly route: RoutedLetter };

/** Whether any of them is to say something that its writer's program did not. */
export const isChanged = (routes: readonly RoutedLetter[], { sealed, texts }: LetterOutline): boolean =>
  !sealed &&
  texts.length > 0 &&
  routes.some(({ words }) => words.signature !== null || words.responses.length > 0 || words.restoring !== null);

/**
 * Letters whose words change on the way: signed, with words kept ready in them, with a client's own address where an alias was quoted. What
 * the program handed in is kept beside them, for it cannot be made again out of what goes.
 */
@Injectable()
export class ChangedLetters {
  constructor(private readonly evidence: EvidenceStore) {}

  /** @param reader reads the body on the way */
  async write(
    { head, body, rest }: LetterParts,
    outline: LetterOutline,
    reader: LetterReader,
    routes: readonly RoutedLetter[],
    date: Date,
  ): Promise<{ original: Kept; letters: Written[] }> {
    reader.update(body);
    const original = rest === null ? null : await this.evidence.put(streamOf(handedIn(head, body, rest, reader)));
    const held = head.length + body.length;
    const from = original !== null && original.size > held ? { original, from: held } : null;
    const letters: Written[] = [];
    for (const route of routes) {
      const changed = changedBy(head, outline, route.words);
      const before = [rewriteHead(changed.head, { ...route.identity, date }), ...spliced(body, changed.splices)];
      const pieces = [...before, ...changed.tail];
      if (original === null && pieces.every((piece) => Buffer.isBuffer(piece))) {
        const bytes = Buffer.concat(pieces);
        letters.push({ bytes, facts: letterFacts(bytes, date), route });
      } else letters.push({ ...(await this.store(this.bytesOf(before, from, changed.tail), date)), route });
    }
    return { original: original === null ? { bytes: Buffer.concat([head, body]) } : { evidence: original }, letters };
  }

  private async *bytesOf(
    before: Pieces,
    rest: { original: EvidenceRef; from: number } | null,
    tail: Pieces,
  ): AsyncGenerator<Buffer> {
    yield* this.pieces(before);
    if (rest !== null)
      yield* (await this.evidence.open(rest.original.sha256, { from: rest.from })) as AsyncIterable<Buffer>;
    yield* this.pieces(tail);
  }

  private async *pieces(pieces: Pieces): AsyncGenerator<Buffer> {
    for (const piece of pieces)
      if (Buffer.isBuffer(piece)) yield piece;
      else yield* base64Lines(await this.evidence.open(piece.sha256));
  }

  /** Stored while it is made. */
  private async store(
    bytes: AsyncGenerator<Buffer>,
    date: Date,
  ): Promise<{ evidence: EvidenceRef; facts: LetterFacts }> {
    const tap = new LetterTap();
    const stored = this.evidence.put(tap).catch((error: unknown) => {
      // A store that gave up reads no more: without this the source would wait for it for ever.
      tap.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    });
    stored.catch(() => undefined);
    await pipeline(streamOf(bytes), tap);
    return { evidence: await stored, facts: tap.reader.finish(date) };
  }
}

function changedBy(head: Buffer, outline: LetterOutline, words: LetterWords): LetterWithFiles<ReadyFile> {
  const { signature, responses, restoring } = words;
  const changed = withNewWords(head, outline, {
    signature,
    responses,
    restoring: restoring && { ...restoring, instead: new Map(Object.entries(restoring.instead)) },
  });
  const files = outline.sealed ? [] : responses.flatMap((response) => response.files);
  return withFiles(changed, outline, files, `keepline-${randomUUID()}`);
}

async function* handedIn(
  head: Buffer,
  body: Buffer,
  rest: AsyncIterator<Buffer>,
  reader: LetterReader,
): AsyncGenerator<Buffer> {
  yield head;
  if (body.length > 0) yield body;
  for (let step = await rest.next(); !step.done; step = await rest.next()) {
    reader.update(step.value);
    yield step.value;
  }
}

const streamOf = (bytes: AsyncGenerator<Buffer>): Readable => Readable.from(bytes, { objectMode: false });

/** RFC 2045, 6.8: lines of 76 signs, each of 57 bytes. */
async function* base64Lines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    const whole = bytes.length - (bytes.length % 57);
    left = bytes.subarray(whole);
    if (whole > 0) yield linesOf(bytes.subarray(0, whole));
  }
  if (left.length > 0) yield linesOf(left);
}

const linesOf = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('base64').replace(/(.{1,76})/g, '$1\r\n'), 'latin1');
