import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { UserError } from '#libs/errors';

/** argon2id (RFC 9106). `memoryCost` is in KiB: 64 MiB for each hash, three passes, one lane. */
const cost: Options = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

/** So many hashes at once: each takes 64 MiB and a core, and the rest of the gateway has to go on. */
const atOnce = 2;
const longestQueue = 64;

/** The only place where passwords are hashed and compared. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(asTyped(password), cost));
  }

  /**
   * @param known null: there is nobody to compare with; empty: they have none. It takes as long all the same, and is false
   * @throws UserError `session.throttled` when too many are waiting
   */
  async matches(password: string, known: string | null): Promise<boolean> {
    this.decoy ??= hash('nobody has this password', cost);
    const against = known || (await this.decoy);
    const same = await this.inTurn(() => verify(against, asTyped(password)));
    return same && against === known;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= longestQueue) throw new UserError('session.throttled', { retryAfterS: 2 });
    if (this.running >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, not given back: nobody can slip in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The same letters may be composed differently by different keyboards (й, ї): NFKC, as RFC 8265 asks. */
const asTyped = (password: string): string => password.normalize('NFKC');
