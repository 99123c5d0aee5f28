import { setImmediate as breathe } from 'node:timers/promises';
import type { EvidenceStore } from '#libs/evidence';
import { letterFactsInTurns } from '#libs/letters';
import { z } from 'zod';
import type { ArchiveEntry } from './archive-entry.js';
import { beginningBytes, fileKindOf, type FileKind } from './file-kind.js';
import type { FoundLetter, KeptLetter, LetterBatch, LetterSource, SourceProblem } from './found-letter.js';
import { lettersOfMbox } from './mbox.js';
import { skipped, wholeOf, type OldFile } from './old-file.js';
import { tarEntries } from './tar-entries.js';
import { zipEntries } from './zip-entries.js';

/** Larger than any mail server takes. */
const largestLetter = 64 * 1024 * 1024;
const batchLetters = 50;
const batchBytes = 2 * 1024 * 1024;

/** Which file of an archive is next, and where in it a letter begins. */
const Place = z.object({ entry: z.int().nonnegative(), offset: z.int().nonnegative() });
type Place = z.infer<typeof Place>;

interface Read extends FoundLetter {
  readonly bytes: Buffer | null;
  readonly after: Place;
  readonly doneBytes: number;
}

/** Letters of a file: one after another, one file of letters in an archive, or a file for each (Maildir, exported letters). */
export class FileLetters implements LetterSource {
  constructor(
    private readonly file: OldFile,
    private readonly kind: FileKind,
    private readonly evidence: EvidenceStore,
  ) {}

  async *batches(place: unknown): AsyncGenerator<LetterBatch> {
    const letters = this.letters(place === null ? { entry: 0, offset: 0 } : Place.parse(place));
    let open: Read[] = [];
    let bytes = 0;
    for (;;) {
      let next: IteratorResult<Read>;
      try {
        next = await letters.next();
      } catch (error) {
        // Of a file that ends too early comes what stands before its end.
        if (open.length > 0) yield this.batch(open);
        throw error;
      }
      if (next.done === true) break;
      open.push(next.value);
      bytes += next.value.bytes?.length ?? 0;
      // Reading a header is work: others get their turn.
      if (open.length % 10 === 0) await breathe();
      if (open.length < batchLetters && bytes < batchBytes) continue;
      yield this.batch(open);
      [open, bytes] = [[], 0];
    }
    if (open.length > 0) yield this.batch(open);
  }

  private batch(letters: readonly Read[]): LetterBatch {
    const { after, doneBytes } = letters.at(-1)!;
    return {
      letters,
      place: after,
      doneBytes,
      keep: async (which) => {
        const wanted = which.map((n) => letters[n]!);
        const refs = await this.evidence.putMany(wanted.map(({ bytes }) => bytes!));
        return wanted.map(({ header, contentDigest }, n): KeptLetter => ({
          ...{ evidence: refs[n]!, header: header!, contentDigest: contentDigest! },
        }));
      },
    };
  }

  private async *letters(from: Place): AsyncGenerator<Read> {
    for await (const entry of this.entries(from)) {
      if (entry.index < from.entry || isOfTheStore(entry.name)) continue;
      const offset = entry.index === from.entry ? from.offset : 0;
      yield* this.lettersOf(entry, offset);
    }
  }

  private entries(from: Place): AsyncIterable<ArchiveEntry> {
    switch (this.kind) {
      case 'zip':
        return zipEntries(this.file);
      case 'tar':
        return tarEntries(this.file, false);
      case 'tgz':
        return tarEntries(this.file, true);
      case 'mbox':
      case 'eml':
        return alone(this.file, from.offset);
    }
  }

  private async *lettersOf(entry: ArchiveEntry, offset: number): AsyncGenerator<Read> {
    const next = { entry: entry.index + 1, offset: 0 };
    const problem = (code: SourceProblem): Read => ({
      ...noLetter(entry.name, code),
      ...{ after: next, doneBytes: entry.upTo },
    });
    if (entry.code !== null) {
      yield problem(entry.code);
      return;
    }
    try {
      // Of a file by itself the reading begins at the place.
      const content = entry.open();
      const pieces = entry.name === '' || offset === 0 ? content : skipped(content, offset);
      const { beginning, all } = await begun(pieces);
      if (beginning.length === 0) return;
      const kind = offset > 0 ? 'mbox' : fileKindOf(beginning);
      if (kind === 'mbox') yield* this.lettersOfMbox(entry, all, offset);
      else if (kind !== 'eml') yield problem(problemOf(kind));
      else if (entry.size > largestLetter) yield problem('letter-too-large');
      else yield await this.letter(entry, await wholeOf(all), next);
    } catch (error) {
      // The store's, or the whole archive's: that is no fault of this one file.
      if (error instanceof Error && 'kind' in error) throw error;
      yield problem('unreadable');
    }
  }

  private async *lettersOfMbox(entry: ArchiveEntry, pieces: AsyncIterable<Buffer>, from: number): AsyncGenerator<Read> {
    for await (const { bytes, at, end } of lettersOfMbox(pieces, { from, limit: largestLetter })) {
      const after = { entry: entry.index, offset: end };
      const doneBytes = entry.name === '' ? end : entry.upTo;
      const found = bytes === null ? noLetter(entry.name, 'letter-too-large') : await read(entry.name, bytes, at);
      yield { ...found, after, doneBytes };
    }
  }

  private async letter({ name, at, upTo }: ArchiveEntry, bytes: Buffer, after: Place): Promise<Read> {
    const maildir = maildirName(name);
    const found = await read(name, name.endsWith('.emlx') ? withoutCount(bytes) : bytes, maildir?.at ?? at);
    return { ...found, draft: found.draft || (maildir?.draft ?? false), after, doneBytes: upTo };
  }
}

function problemOf(kind: Exclude<ReturnType<typeof fileKindOf>, 'mbox' | 'eml'>): SourceProblem {
  switch (kind) {
    case 'zip':
    case 'tar':
    case 'tgz':
      return 'archive-inside';
    case 'outlook':
      return 'outlook-inside';
    case null:
      return 'not-a-letter';
  }
}

async function* alone(file: OldFile, offset: number): AsyncGenerator<ArchiveEntry> {
  const about = { index: 0, name: '', at: null, size: file.size, code: null, upTo: file.size };
  yield await Promise.resolve({ ...about, open: () => file.read(offset) });
}

/** Its first bytes, and all of it. */
async function begun(pieces: AsyncIterable<Buffer>): Promise<{ beginning: Buffer; all: AsyncIterable<Buffer> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  for (let size = 0; size < beginningBytes;) {
    const piece = await iterator.next();
    if (piece.done === true) break;
    head.push(piece.value);
    size += piece.value.length;
  }
  const beginning = Buffer.concat(head);
  const all = async function* () {
    try {
      yield beginning;
      for (let piece = await iterator.next(); piece.done !== true; piece = await iterator.next()) yield piece.value;
    } finally {
      await iterator.return?.();
    }
  };
  return { beginning, all: all() };
}

const noLetter = (where: string, problem: SourceProblem) => ({
  ...{ where, problem, header: null, contentDigest: null, at: null, draft: false, bytes: null },
});

async function read(where: string, bytes: Buffer, at: Date | null): Promise<FoundLetter & { bytes: Buffer }> {
  const { header, contentDigest } = await letterFactsInTurns(bytes, new Date());
  const known = header.from.length > 0 || header.messageId !== null || header.date !== null || header.to.length > 0;
  if (!known) return { ...noLetter(where, 'not-a-letter'), bytes };
  const when = at ?? arrivedAt(bytes);
  return { where, problem: null, header, contentDigest, at: when, draft: isDraft(bytes), bytes };
}

/** The topmost server that passed it on wrote when (RFC 5321 4.4), behind the last semicolon. */
function arrivedAt(bytes: Buffer): Date | null {
  const head = bytes.toString('latin1', 0, beginningBytes);
  const field = /^received:((?:[^\n]|\n[ \t])*)/im.exec(head.split(/\r?\n\r?\n/, 1)[0]!)?.[1];
  const at = new Date(
    field
      ?.slice(field.lastIndexOf(';') + 1)
      .replace(/\([^)]*\)/g, '')
      .trim() ?? '',
  );
  return Number.isNaN(at.getTime()) ? null : at;
}

/** A letter that Outlook opens to be gone on with. */
const isDraft = (bytes: Buffer): boolean =>
  /^x-unsent:[ \t]*1/im.test(bytes.toString('latin1', 0, 4_096).split(/\r?\n\r?\n/, 1)[0]!);

const maildirFile = /(?:^|\/)(?:cur|new)\/(\d{9,10})\.[^/]*?(?:[:;!_\uF03A]2,([A-Za-z]*))?$/;

/** `cur/1420107630.M1P2.host:2,DS`: seconds, and flags (D: a draft). Windows has no colon in names: whoever packed it there wrote another sign. */
function maildirName(name: string): { at: Date; draft: boolean } | null {
  const found = maildirFile.exec(name);
  return found && { at: new Date(Number(found[1]) * 1000), draft: found[2]?.includes('D') ?? false };
}

/** What mail servers and systems keep beside the letters. */
const isOfTheStore = (name: string): boolean => {
  const parts = name.split('/');
  const last = parts.at(-1)!;
  return (
    parts.includes('tmp') ||
    parts.includes('__MACOSX') ||
    /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|maildirfolder|maildirsize|subscriptions|courierimap.*|dovecot.*|\.(?!eml).*)$/i.test(
      last,
    ) ||
    /\.(?:msf|index|plist)$/i.test(last)
  );
};

/** Apple Mail writes before a letter how many bytes it has, and behind it what it knows of it. */
function withoutCount(bytes: Buffer): Buffer {
  const line = bytes.indexOf(0x0a);
  const count = Number(bytes.toString('latin1', 0, Math.max(line, 0)).trim());
  return Number.isInteger(count) && count > 0 ? bytes.subarray(line + 1, line + 1 + count) : bytes;
}
