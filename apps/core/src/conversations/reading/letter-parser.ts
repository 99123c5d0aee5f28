import { Transform, type TransformCallback } from 'node:stream';
import { MailParser } from 'mailparser';
import { decodeUndeclared } from '#libs/letters';
import { Base64Count } from './base64-count.js';
import { belongsToReport } from './delivery-report.js';

/** What mailparser's own types leave out of its inner side; it has stood unchanged since its second version. */
interface ParserInside {
  createNode(node: SplitNode): ParserNode;
  processChunk(data: SplitChunk, done: (error?: Error) => void): void;
  decoderEnded: boolean;
  getDecoder(): { decodeStream(charset: string): Transform };
  getTextContent(): { text?: string; html?: string };
  processHeaders(lines: HeaderLine[]): Map<string, unknown>;
}
interface HeaderLine {
  readonly key: string;
  readonly line: string;
}
interface ParserNode {
  charset?: string;
  contentType?: string | false;
  encoding?: string;
  isAttachment?: boolean;
  decoder?: Transform;
}
interface SplitNode {
  parentNode?: SplitNode;
}
/** A node, or a piece of what stands in it. */
interface SplitChunk {
  readonly type: string;
  readonly value?: Buffer;
}
const parserInside = MailParser.prototype as unknown as ParserInside;

/** Bytes of one text part that are decoded; a larger one is a log or an attack, and stays whole in the original. */
const textPartLimit = 2 * 1024 * 1024;

/**
 * Bytes of texts, as they stand in the letter, after which no more is read: passing over 50 MB of them takes seconds. Each line
 * costs as much as so many bytes, and lines may be empty.
 */
const mostText = 16 * 1024 * 1024;
const costOfLine = 16;

/**
 * Parts of one letter; mailsplit's own thousand would leave nothing of a letter with more. Beyond it the reading breaks off. The header of a
 * letter to a hundred thousand people takes three megabytes, of which mailsplit would read one.
 */
const splitterLimits = { maxChildNodes: 10_010, maxHeadSize: 4 * 1024 * 1024 };

/**
 * What mailparser needs of the header of a part: what it is, and what stands above a letter inside a letter. All the rest was read when the letter
 * was captured, and a hundred thousand recipients would take mailparser seconds.
 */
const neededFields = /^(content-(type|disposition|id|transfer-encoding)|from|to|cc|bcc|subject|date)$/;
const mostFields = 100;
const longestField = 8 * 1024;

/** No mail program nests deeper; mailparser's time grows with the square of the depth. */
const deepestNesting = 100;

/** Nobody declared it, or they declared what says nothing: programs that write windows-1251 call it us-ascii as often as utf-8. */
const sayNothing = /^(|ascii|us-?ascii|utf-?8|default|unknown(-8bit)?|x-unknown)$/i;
const undeclared = 'x-undeclared';

/**
 * mailparser, with charsets decoded by what the bytes are where the declaration says nothing or lies, and text parts cut to a size.
 * Yields `attachment` objects, each of which must be released, and one `text` at the end.
 */
export class LetterParser extends MailParser {
  private readonly depths = new WeakMap<SplitNode, number>();
  private counting: Base64Count | null = null;
  /** There was more text than anybody reads. `enough` was told then: whoever gives the letter may end it there. */
  cut = false;
  private inFile = false;
  private textBytes = 0;

  /**
   * @param files `counted`: those in base64 are counted and not decoded, because nobody looks at their bytes and decoding them is half of the
   * work; `content` of each is empty then, and `countedSize` says how long it would be
   */
  constructor(private readonly files: 'decoded' | 'counted') {
    super({
      skipImageLinks: true,
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      keepDeliveryStatus: true,
      ...splitterLimits,
    });
  }

  /** What was read so far: of a letter that broke off, or that has more parts than anybody reads. */
  textSoFar(): { text?: string; html?: string } {
    return parserInside.getTextContent.call(this);
  }

  protected createNode(node: SplitNode): ReturnType<ParserInside['createNode']> {
    const depth = node.parentNode ? (this.depths.get(node.parentNode) ?? 0) + 1 : 0;
    this.depths.set(node, depth);
    if (depth > deepestNesting) this.destroy(new Error('Nested too deep'));
    const made = parserInside.createNode.call(this, node);
    if (sayNothing.test(made.charset ?? '')) made.charset = undeclared;
    this.counting = null;
    this.inFile = made.isAttachment === true;
    if (
      this.files === 'counted' &&
      made.isAttachment &&
      made.encoding === 'base64' &&
      !belongsToReport(made.contentType || '')
    ) {
      made.decoder = this.counting = new Base64Count();
      made.decoder.once('end', () => ((this as unknown as ParserInside).decoderEnded = true));
    }
    return made;
  }

  protected processChunk(data: SplitChunk, done: (error?: Error) => void): void {
    if (data.type === 'body' && !this.inFile && data.value) this.textBytes += costOf(data.value);
    if (this.textBytes <= mostText || this.inFile || data.type !== 'body') {
      parserInside.processChunk.call(this, data, done);
      return;
    }
    if (!this.cut) this.emit('enough');
    this.cut = true;
    done();
  }

  /** Of the attachment that was just read to its end, where its bytes were counted and did not come through `content`. */
  get countedSize(): number | null {
    return this.counting && this.counting.size;
  }

  protected processHeaders(lines: HeaderLine[]): Map<string, unknown> {
    const needed = lines.filter(({ key }) => neededFields.test(key)).slice(0, mostFields);
    return parserInside.processHeaders.call(
      this,
      needed.map(({ key, line }) => ({ key, line: line.slice(0, longestField) })),
    );
  }

  protected getDecoder(): ReturnType<ParserInside['getDecoder']> {
    const theirs = parserInside.getDecoder.call(this);
    return {
      decodeStream: (charset) => {
        if (charset === undeclared) return new TextPart((bytes) => decodeUndeclared(bytes, null));
        const decoder = findDecoder(charset);
        return decoder ? new TextPart((bytes) => decoder.decode(bytes)) : theirs.decodeStream(charset);
      },
    };
  }
}

function costOf(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(0x0a); at !== -1; at = text.indexOf(0x0a, at + 1)) lines++;
  return text.length + lines * costOfLine;
}

/** Collects one text part and decodes it whole: a guess needs to see all of it. */
class TextPart extends Transform {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly decode: (bytes: Buffer) => string) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const room = textPartLimit - this.size;
    if (room > 0) {
      this.chunks.push(chunk.subarray(0, room));
      this.size += Math.min(chunk.length, room);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.decode(Buffer.concat(this.chunks))));
  }
}

/** @returns null for a charset that this Node does not know; mailparser may */
function findDecoder(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}
