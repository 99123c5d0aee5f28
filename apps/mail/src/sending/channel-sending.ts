import type { Way } from '../mailboxes/mailbox-access.js';
import type { ChannelLine } from './channel-line.js';
import type { ClaimedDelivery, DeliveryRow } from './delivery.repository.js';

/** A claimed delivery in this process's hand. */
export interface InHand {
  readonly delivery: ClaimedDelivery;
  /** As the claim left it. */
  readonly row: DeliveryRow;
  /** By the clock that nobody sets; null: it waits for a line. */
  begunAt: number | null;
  /** Somebody was told that it is being sent. */
  told: boolean;
}

/**
 * What one channel has in hand: as many deliveries under way as it has lines, and a few that were claimed with them, so that a line that
 * becomes free goes on at once and one claim is made for many.
 */
export class ChannelSending {
  private readonly waiting: InHand[] = [];
  private readonly underWay = new Map<InHand, Promise<void>>();
  /** Asked for once for all that were claimed together. */
  private known: Promise<Way> | null = null;
  /** There may be more that is due than was claimed. */
  mayHaveMore = false;

  constructor(
    readonly line: ChannelLine,
    private readonly claimedPerLine: number,
    private readonly parts: {
      askWay: () => Promise<Way>;
      /** Resolves when the server is done with it, whatever it said; never rejects. */
      attempt: (one: InHand) => Promise<void>;
      /** Few are left: it is time to claim. */
      runsLow: () => void;
    },
  ) {}

  /** How many may be claimed now. */
  get room(): number {
    if (this.line.isPaused) return 0;
    return this.line.atMost * this.claimedPerLine - this.waiting.length - this.underWay.size;
  }

  /** All that is in hand, also what is under way. */
  get inHand(): readonly InHand[] {
    return [...this.underWay.keys(), ...this.waiting];
  }

  add(claimed: readonly InHand[]): void {
    this.known = null;
    this.waiting.push(...claimed);
    this.begin();
  }

  /** The way out. @throws as `MailboxAccess.smarthost` */
  way(): Promise<Way> {
    this.known ??= this.parts.askWay();
    return this.known;
  }

  /** Other settings. */
  renew(): void {
    this.known = null;
    this.line.renew();
  }

  /** Those that nobody has begun with: they are given back. */
  takeWaiting(): InHand[] {
    return this.waiting.splice(0);
  }

  /** Resolves once nothing is under way. */
  async ended(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.values());
  }

  private begin(): void {
    while (this.line.free > 0 && this.waiting.length > 0) {
      const one = this.waiting.shift()!;
      one.begunAt = performance.now();
      this.line.inFlight++;
      this.underWay.set(one, this.send(one));
    }
  }

  private async send(one: InHand): Promise<void> {
    await this.parts.attempt(one);
    this.line.inFlight--;
    this.underWay.delete(one);
    this.begin();
    if (this.mayHaveMore && this.waiting.length < this.line.atMost) this.parts.runsLow();
  }
}
