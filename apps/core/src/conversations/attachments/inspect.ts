import { Readable } from 'node:stream';
import type { AttachmentStream, MessageText } from 'mailparser';
import type { EvidenceStore, MasterKey } from '#libs/evidence';
import { wordsInFile } from '../../search/lexemes.js';
import { sealText } from '../interaction-content.js';
import { LetterParser } from '../reading/letter-parser.js';
import { filesOfTnef, packOf, placeInPack } from '../reading/meant/files-of-tnef.js';
import { ClamdScan, ScannerAway, type ScanVerdict } from './clamd.js';
import type { InspectedPart, InspectionOutcome, InspectionTask, WantedPart } from './inspection.js';
import type { FileReader } from './text/file-reader.js';
import { fileSizeLimit } from './text/file-text.js';

export interface InspectionTools {
  readonly evidence: EvidenceStore;
  readonly masterKey: MasterKey;
  readonly reader: FileReader;
  /** null: none is set. */
  readonly clamd: string | null;
}

/**
 * Looks through the attachments of one interaction in one pass over its original: each goes to the scanner as it comes, and then to the process
 * that reads files. Where the scanner is away its part is left out, and reading goes on.
 * @throws what EvidenceStore.open throws
 */
export async function inspect(
  task: InspectionTask,
  tools: InspectionTools,
): Promise<InspectionOutcome & { is: 'inspected' }> {
  const source = await tools.evidence.open(task.sha256);
  const inspector = new Inspector(tools);
  try {
    if (task.is === 'file') for (const part of task.parts) await inspector.take(part, source);
    else await eachPart(source, task.parts, (part, content) => inspector.take(part, content));
  } finally {
    source.destroy();
  }
  return { is: 'inspected', parts: inspector.settled(task.parts), scannerAway: inspector.scannerAway };
}

/** Of a letter that breaks off, those that came before. */
async function eachPart(
  source: Readable,
  wanted: readonly WantedPart[],
  take: (part: WantedPart, content: Readable) => Promise<void>,
): Promise<void> {
  const parser = new LetterParser('decoded');
  let failure: Error | null = null;
  source.once('error', (error: Error) => {
    failure = error;
    parser.destroy();
  });
  parser.on('error', () => parser.destroy());
  source.pipe(parser);
  let n = 0;
  let left = wanted.length;
  try {
    for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
      if (part.type === 'text') break;
      const content = part.content as Readable;
      const brokeOff = () => content.destroy(new Error('The letter broke off'));
      parser.once('close', brokeOff);
      content.once('close', () => parser.off('close', brokeOff));
      const one = wanted.find((each) => each.n === n);
      const packed = wanted.filter((each) => placeInPack(each.n)?.pack === n);
      n++;
      if (packed.length > 0) await eachPacked(content, one, packed, take);
      else if (one === undefined) content.resume();
      else await take(one, content);
      left -= packed.length + (one === undefined ? 0 : 1);
      part.release();
      if (left === 0) break;
    }
  } catch {
    // The letter is broken: what came before is known, and what did not come is told as missing.
  }
  parser.destroy();
  if (failure !== null) throw failure as Error;
}

/** A pack itself, where that is wanted too, and what lies in it. */
async function eachPacked(
  content: Readable,
  pack: WantedPart | undefined,
  packed: readonly WantedPart[],
  take: (part: WantedPart, content: Readable) => Promise<void>,
): Promise<void> {
  const bytes = await packOf(content);
  if (pack !== undefined) await take(pack, Readable.from([bytes], { objectMode: false }));
  const files = filesOfTnef(bytes);
  for (const part of packed) {
    const file = files[placeInPack(part.n)!.at];
    if (file !== undefined) await take(part, Readable.from([file.content], { objectMode: false }));
  }
}

class Inspector {
  private readonly done = new Map<number, InspectedPart>();
  scannerAway: string | null = null;

  constructor(private readonly tools: InspectionTools) {}

  async take(part: WantedPart, content: Readable): Promise<void> {
    const scan = part.scan ? await this.beginScan() : null;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (part.text && size <= fileSizeLimit) chunks.push(chunk);
        await scan?.write(chunk);
      }
    } catch (error) {
      scan?.drop();
      throw error;
    }
    const verdict = scan && (await this.verdictOf(scan));
    // What harms is not read besides.
    const text = part.text ? await this.textOf(part, verdict, chunks, size) : null;
    this.done.set(part.n, { n: part.n, text, scan: verdict && scanOf(verdict) });
  }

  /** What was asked for, including what the original does not have (it was read by an older parser, or breaks off). */
  settled(wanted: readonly WantedPart[]): InspectedPart[] {
    return wanted.map(
      (part) =>
        this.done.get(part.n) ?? {
          n: part.n,
          text: part.text ? { state: 'failed', code: 'file.missing', sealed: null, lexemes: '' } : null,
          scan: part.scan && this.scannerAway === null ? { state: 'unscannable', threat: 'file.missing' } : null,
        },
    );
  }

  private async beginScan(): Promise<ClamdScan | null> {
    if (this.tools.clamd === null || this.scannerAway !== null) return null;
    try {
      return await ClamdScan.begin(this.tools.clamd);
    } catch (error) {
      return this.away(error);
    }
  }

  private async verdictOf(scan: ClamdScan): Promise<ScanVerdict | null> {
    try {
      return await scan.verdict();
    } catch (error) {
      return this.away(error);
    }
  }

  private away(error: unknown): null {
    if (!(error instanceof ScannerAway)) throw error;
    this.scannerAway = String(error.details['why']);
    return null;
  }

  private async textOf(part: WantedPart, verdict: ScanVerdict | null, chunks: readonly Buffer[], size: number) {
    const nothing = { sealed: null, lexemes: '' };
    if (verdict?.is === 'infected') return { state: 'none' as const, code: 'file.infected', ...nothing };
    if (size > fileSizeLimit) return { state: 'too-big' as const, code: 'file.too-big', ...nothing };
    const read = await this.tools.reader.read(Buffer.concat(chunks), part);
    if (read.is !== 'done') return { state: read.is, code: read.code, ...nothing };
    return {
      state: 'done' as const,
      ...{ code: null, sealed: sealText(this.tools.masterKey, read.text) },
      lexemes: wordsInFile(read.text),
    };
  }
}

function scanOf(verdict: ScanVerdict): InspectedPart['scan'] {
  switch (verdict.is) {
    case 'clean':
      return { state: 'clean', threat: null };
    case 'infected':
      return { state: 'infected', threat: verdict.threat };
    case 'unscannable':
      return { state: 'unscannable', threat: verdict.why };
  }
}
