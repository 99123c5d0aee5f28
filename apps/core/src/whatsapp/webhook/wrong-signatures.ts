/** So many wrong ones from one address in a minute are a mistake; more are somebody who guesses. */
const free = 20;
const minuteMs = 60_000;
/** An address from which a rightly signed one came is Meta's, or the proxy in front of us, behind which Meta stands too. */
const trustedForMs = 24 * 60 * minuteMs;
const mostAddresses = 10_000;

/**
 * Whoever sends what is not signed by the app is soon not listened to any more. An address that has also sent what was signed is never shut
 * out: Meta gives up on a callback that refuses for long, and its messages would be lost.
 */
export class WrongSignatures {
  private readonly wrong = new Map<string, { count: number; until: number }>();
  private readonly trusted = new Map<string, number>();

  /** @returns seconds until this address is listened to again; 0: now */
  waitS(address: string, now = Date.now()): number {
    if ((this.trusted.get(address) ?? 0) > now) return 0;
    const known = this.wrong.get(address);
    if (!known || known.until <= now || known.count < free) return 0;
    return Math.ceil((known.until - now) / 1_000);
  }

  right(address: string, now = Date.now()): void {
    this.wrong.delete(address);
    this.trusted.delete(address);
    this.trusted.set(address, now + trustedForMs);
    forgetOldest(this.trusted);
  }

  noteWrong(address: string, now = Date.now()): void {
    const known = this.wrong.get(address);
    const fresh = !known || known.until <= now;
    this.wrong.delete(address);
    this.wrong.set(address, fresh ? { count: 1, until: now + minuteMs } : { ...known, count: known.count + 1 });
    forgetOldest(this.wrong);
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= mostAddresses) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
