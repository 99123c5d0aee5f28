import { Transform, type TransformCallback } from 'node:stream';
import { MailParser } from 'mailparser';
import { decodeUndeclared } from '#libs/letters';
import { Base64Count } from './base64-count.js';
import { encodingMeant, typeMeant } from './meant/declared.js';
import { mendedStart, mendedWithin } from './meant/mended-start.js';
import { base64Part, decoderMeant, saysNothing, TextPart, uuPart } from './meant/text-part.js';
import { WholeText } from './meant/whole-text.js';
import { isKept } from './meant/words-elsewhere.js';
import { passGoodPieces, passWholeBodies, type GathererInside, type SplitterInside } from './whole-bodies.js';

/** What mailparser's own types leave out of its inner side; it has stood unchanged since its second version. */
interface ParserInside {
  hasFailed: boolean;
  readonly splitter: SplitterInside;
  readonly chunkedPassthrough: GathererInside;
  createNode(node: SplitNode): ParserNode;
  processChunk(data: SplitChunk, done: (error?: Error) => void): void;
  decoderEnded: boolean;
  readonly curnode: ParserNode;
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
  contentStream?: Transform;
  node?: SplitNode;
  headerLines?: unknown;
}
interface SplitNode {
  parentNode?: SplitNode;
  contentType: string | false;
  encoding: string | false;
  filename: string | false;
  charset: string | false;
  disposition: string | false;
  flowed: boolean;
  getDecoder(): unknown;
}
/** A node, or a piece of what stands in it. */
interface SplitChunk {
  readonly type: string;
  readonly value?: Buffer;
}
const parserInside = MailParser.prototype as unknown as ParserInside;

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

const undeclared = 'x-undeclared';

/**
 * mailparser, with charsets decoded by what the bytes are where the declaration says nothing or lies, text parts cut to a size, and what is
 * declared or built wrongly read as it was meant.
 * Yields `attachment` objects, each of which must be released, and one `text` at the end.
 */
export class LetterParser extends MailParser {
  private readonly depths = new WeakMap<SplitNode, number>();
  private counting: Base64Count | null = null;
  /** There was more text than anybody reads. `enough` was told then: whoever gives the letter may end it there. */
  cut = false;
  private inFile = false;
  private textBytes = 0;
  /** What came before the letter's beginning was looked at; null after it. */
  private beginning: Buffer[] | null = [];
  private begun = 0;
  /** The first bytes of the letter, as they are read. */
  start: Buffer = Buffer.alloc(0);

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
    const { splitter, chunkedPassthrough } = this as unknown as ParserInside;
    passGoodPieces(chunkedPassthrough);
    passWholeBodies(splitter);
    const strictly = splitter.compareBoundary.bind(splitter);
    splitter.compareBoundary = (line, from, boundary) =>
      strictly(line, from, boundary) || strictly(withoutPadding(line), from, boundary);
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    if (this.beginning === null) return super._transform(chunk, encoding, done);
    this.beginning.push(chunk);
    this.begun += chunk.length;
    if (this.begun < mendedWithin) return done();
    this.begin(done);
  }

  override _flush(done: TransformCallback): void {
    if (this.beginning === null) return super._flush(done);
    this.begin((error) => (error ? done(error) : super._flush(done)));
  }

  /** mailparser would go on splitting, for nobody, what it was given of a letter that broke off. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const inside = this as unknown as ParserInside;
    inside.hasFailed = true;
    inside.chunkedPassthrough.destroy();
    inside.splitter.destroy();
    super._destroy(error, done);
  }

  private begin(done: TransformCallback): void {
    const [first = Buffer.alloc(0), ...more] = this.beginning ?? [];
    const mended = mendedStart(more.length === 0 ? first : Buffer.concat([first, ...more]));
    this.beginning = null;
    this.start = mended.subarray(0, mendedWithin);
    super._transform(mended, 'utf8', done);
  }

  /** What was read so far: of a letter that broke off, or that has more parts than anybody reads. */
  textSoFar(): { text?: string; html?: string } {
    return parserInside.getTextContent.call(this);
  }

  protected createNode(node: SplitNode): ReturnType<ParserInside['createNode']> {
    const depth = node.parentNode ? (this.depths.get(node.parentNode) ?? 0) + 1 : 0;
    this.depths.set(node, depth);
    if (depth > deepestNesting) this.destroy(new Error('Nested too deep'));
    if (node.encoding) node.encoding = encodingMeant(node.encoding);
    if (node.contentType) node.contentType = typeMeant(node.contentType);
    else if (!node.filename) node.contentType = 'text/plain';
    const decode = decoderOfPlain(node);
    if (decode) node.getDecoder = () => new WholeText(decode);
    const made = parserInside.createNode.call(this, node);
    if (decode) made.charset = 'utf-8';
    else if (saysNothing(made.charset ?? '')) made.charset = undeclared;
    if (made.isAttachment === false && (made.encoding === 'base64' || node.encoding === 'x-uuencode')) {
      made.decoder = made.encoding === 'base64' ? base64Part() : uuPart();
      made.decoder.once('end', () => ((this as unknown as ParserInside).decoderEnded = true));
    }
    this.counting = null;
    this.inFile = made.isAttachment === true;
    if (
      this.files === 'counted' &&
      made.isAttachment &&
      made.encoding === 'base64' &&
      !isKept(made.contentType || '', node.filename || '')
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
      if (data.type === 'node') letGo((this as unknown as ParserInside).curnode);
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
        const decode = decoderMeant(charset);
        if (decode) return new TextPart(decode);
        try {
          return theirs.decodeStream(charset);
        } catch {
          // A name that nobody knows is the sender's invention.
          return new TextPart((bytes) => decodeUndeclared(bytes, null));
        }
      },
    };
  }
}

const texts: readonly unknown[] = ['text/plain', 'text/html'];
const encoded: readonly unknown[] = ['base64', 'quoted-printable', 'x-uuencode'];

/** Of a text part that stands as it is, once its charset is read. */
function decoderOfPlain(node: SplitNode): ((bytes: Buffer) => string) | null {
  const shown = texts.includes(node.contentType) && (!node.disposition || node.disposition === 'inline');
  if (!shown || node.flowed || encoded.includes(node.encoding)) return null;
  const charset = node.charset || '';
  return saysNothing(charset) ? (bytes) => decodeUndeclared(bytes, null) : decoderMeant(charset);
}

/** mailparser keeps every part to the end of the letter; of a text that was read nothing but its words is needed. */
function letGo(made: ParserNode): void {
  if (made.isAttachment !== false) return;
  (made.contentStream ?? made.decoder)?.once('end', () => {
    delete made.decoder;
    delete made.contentStream;
    delete made.node;
    delete made.headerLines;
  });
}

function costOf(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(0x0a); at !== -1; at = text.indexOf(0x0a, at + 1)) lines++;
  return text.length + lines * costOfLine;
}

/** Blanks behind a delimiter are padding (RFC 2046 5.1.1), which mailsplit would take for another line. */
function withoutPadding(line: Buffer): Buffer {
  let end = line.length;
  while (end > 0 && (line[end - 1] === 0x0a || line[end - 1] === 0x0d)) end--;
  const lineEnd = end;
  while (end > 0 && (line[end - 1] === 0x20 || line[end - 1] === 0x09)) end--;
  return end === lineEnd ? line : Buffer.concat([line.subarray(0, end), line.subarray(lineEnd)]);
}
