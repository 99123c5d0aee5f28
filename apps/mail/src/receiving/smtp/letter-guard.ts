import { Transform, type TransformCallback } from 'node:stream';
import { HopCount } from './hop-count.js';

/** Why a letter is not taken, as the client is told: RFC 5321 code, RFC 3463 status and a sentence. */
export class LetterRefused extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

export const tooLarge = (limitBytes: number) =>
  new LetterRefused(552, `5.3.4 The letter is larger than ${limitBytes} bytes`);
const strayLineEnd = (which: 'CR' | 'LF') =>
  new LetterRefused(554, `5.6.0 A bare ${which} stands in the letter (RFC 5321 2.3.8)`);
const looping = () =>
  new LetterRefused(554, `5.4.6 More than ${mostHops} servers have passed the letter on: it goes in circles`);
const disguisedDot = () => new LetterRefused(554, '5.6.0 A line of the letter is a dot disguised by NUL');

/** As Postfix (hopcount_limit): no honest letter has a way as long as that, and one that goes in circles would never end (RFC 5321 6.3). */
const mostHops = 50;

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

interface Disguise {
  readonly dots: number;
  readonly nuls: number;
}

/**
 * Passes on the bytes of DATA as they came, and fails at the first sign of SMTP smuggling: a CR or LF on its own, or a lone dot
 * dressed up with NULs, is what another server may take for the end of the letter and read commands after it
 * (SEC Consult 2023; Postfix `smtpd_forbid_bare_newline`). NUL elsewhere is only ugly: it is kept as it is.
 */
export class LetterGuard extends Transform {
  private bytes = 0;
  private readonly hops = new HopCount();
  private lastWasCr = false;
  /** The line so far: nothing but dots and NULs, and how many of each; null once it holds anything else. */
  private disguise: Disguise | null = { dots: 0, nuls: 0 };

  constructor(private readonly limitBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.limitBytes) return done(tooLarge(this.limitBytes));
    if (this.hops.after(chunk) > mostHops) return done(looping());
    const refusal = this.look(chunk);
    if (refusal) done(refusal);
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(this.lastWasCr ? strayLineEnd('CR') : null);
  }

  /** Line by line, by the search for a byte that Buffer has: this goes over every byte of every letter. */
  private look(chunk: Buffer): LetterRefused | null {
    for (let at = 0; at < chunk.length;) {
      if (this.lastWasCr) {
        if (chunk[at] !== LF) return strayLineEnd('CR');
        if (this.disguise?.dots === 1 && this.disguise.nuls > 0) return disguisedDot();
        this.disguise = { dots: 0, nuls: 0 };
        this.lastWasCr = false;
        at++;
      }
      const cr = chunk.indexOf(CR, at);
      const lf = chunk.indexOf(LF, at);
      if (lf !== -1 && (cr === -1 || lf < cr)) return strayLineEnd('LF');
      this.lastWasCr = cr !== -1;
      const end = this.lastWasCr ? cr : chunk.length;
      if (this.disguise) this.disguise = disguiseIn(chunk, at, end, this.disguise);
      at = end + 1;
    }
    return null;
  }
}

/** @returns null where the line holds anything else */
function disguiseIn(chunk: Buffer, from: number, to: number, { dots, nuls }: Disguise): Disguise | null {
  for (let at = from; at < to; at++) {
    if (chunk[at] === DOT) dots++;
    else if (chunk[at] === NUL) nuls++;
    else return null;
  }
  return { dots, nuls };
}
