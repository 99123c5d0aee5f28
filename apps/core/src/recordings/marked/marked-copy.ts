import { Readable } from 'node:stream';
import type { EvidenceRef } from '#libs/contracts';
import type { EvidenceStore } from '#libs/evidence';
import { NotMarkable } from '../recordings.errors.js';
import { markedFlac } from './flac-mark.js';
import type { ListenerMark, MarkedHead } from './listener-mark.js';
import { markedOgg } from './ogg-mark.js';
import { markedWav } from './wav-mark.js';

const kinds: Readonly<Record<string, { ending: string; mark(start: Buffer, mark: ListenerMark): MarkedHead | null }>> =
  {
    'audio/flac': { ending: 'flac', mark: markedFlac },
    'audio/ogg': { ending: 'opus', mark: markedOgg },
    'audio/wav': { ending: 'wav', mark: markedWav },
  };
/** Headers and metadata of what we keep are a few kilobytes. */
const startBytes = 256 * 1024;

export interface MarkedCopy {
  /** Of the file's name, without a dot. */
  readonly ending: string;
  readonly size: number;
  open(): Promise<Readable>;
}

/** A copy with its listener's mark, made while it is streamed: the sound itself is passed on untouched. @throws NotMarkable */
export async function markedCopy(
  evidence: EvidenceStore,
  sound: EvidenceRef,
  type: string,
  mark: ListenerMark,
): Promise<MarkedCopy> {
  const kind = kinds[type.split(';')[0]!.trim()];
  const start = await bytesOf(await evidence.open(sound.sha256, { from: 0, to: startBytes }));
  const marked = kind?.mark(start, mark);
  if (!kind || !marked) throw new NotMarkable(type);
  const { head, replaces } = marked;
  return {
    ending: kind.ending,
    size: sound.size - replaces + head.length,
    open: async () => {
      const rest = await evidence.open(sound.sha256, { from: replaces });
      return Readable.from(behind(head, rest), { objectMode: false }).once('close', () => rest.destroy());
    },
  };
}

async function* behind(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
