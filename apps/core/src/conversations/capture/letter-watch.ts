import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Alerts } from '../../alerts/alerts.js';
import type { BatchLetter } from './letter-batch.js';
import { domainOf, LetterWatchRepository, type Tallied } from './letter-watch.repository.js';

/** In one hour from one sender through one channel. Beyond it nothing is sent on or answered by itself; every letter is captured all the same. */
const most = { automatic: 20, letters: 60 };
const hourMs = 3_600_000;
/** What came longer ago is fetched out of an old mailbox: it goes in no circle now. */
const recentMs = hourMs;

/** Senders from whom nothing is to be shown, and letters that go in a circle. */
@Injectable()
export class LetterWatch {
  constructor(
    private readonly repository: LetterWatchRepository,
    private readonly alerts: Alerts,
  ) {}

  /** What the header alone does not tell of letters that are new. */
  async judge(tx: Tx, letters: readonly BatchLetter[], now: Date): Promise<BatchLetter[]> {
    if (letters.length === 0) return [];
    const isBlocked = await this.blocked(tx, letters);
    const circles = await this.circling(tx, letters, now);
    return letters.map((one) => {
      const loop = one.nature.loop || circles(one);
      return { ...one, nature: { ...one.nature, loop, blocked: isBlocked(one), quiet: one.nature.quiet || loop } };
    });
  }

  /** @returns whether a sender stands on the black list: their address, or its domain */
  private async blocked(tx: Tx, letters: readonly BatchLetter[]): Promise<(one: BatchLetter) => boolean> {
    const senders = letters
      .filter(({ letter }) => letter.direction === 'inbound')
      .flatMap(({ parties }) => parties.senders);
    const blocked = await this.repository.blocked(tx, senders);
    return ({ letter, parties }) =>
      letter.direction === 'inbound' &&
      parties.senders.some((sender) => blocked.has(sender) || blocked.has(domainOf(sender)));
  }

  /** @returns whether so many came from there within the hour that nothing more goes out because of them */
  private async circling(tx: Tx, letters: readonly BatchLetter[], now: Date): Promise<(one: BatchLetter) => boolean> {
    const pairs = new Map<string, Tallied>();
    const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs);
    for (const one of letters) {
      if (!isRecent(one, now)) continue;
      const { channelId } = one.letter;
      const sender = digestOf(one);
      const pair = pairs.get(channelId + sender) ?? { channelId, sender, hour, letters: 0, automatic: 0 };
      pair.letters += 1;
      if (one.nature.automatic) pair.automatic += 1;
      pairs.set(channelId + sender, pair);
    }
    const tallied = await this.repository.tally(tx, [...pairs.values()]);
    const over = tallied.filter((one) => one.letters > most.letters || one.automatic > most.automatic);
    if (over.length > 0) await this.tell(tx, await this.repository.cut(tx, over), hour);
    const keys = new Set(over.map((one) => one.channelId + one.sender));
    return (one) => isRecent(one, now) && keys.has(one.letter.channelId + digestOf(one));
  }

  /** Somebody who wrote can be written to, whatever a mail server said before. */
  deliverable(tx: Tx, letters: readonly (BatchLetter & { interaction: { occurredAt: Date } })[]): Promise<void> {
    const senders = letters
      .filter(
        ({ letter, nature }) => letter.direction === 'inbound' && !nature.bounce && !nature.receipt && !nature.spam,
      )
      .flatMap(({ parties, interaction }) =>
        parties.senders.map((address) => ({ address, at: interaction.occurredAt })),
      );
    return this.repository.deliverable(tx, senders);
  }

  private async tell(tx: Tx, cut: readonly { channelId: ChannelId }[], hour: Date): Promise<void> {
    for (const channelId of new Set(cut.map((one) => one.channelId)))
      await this.alerts.raise(tx, {
        code: 'mail.loop-cut',
        ...{ severity: 'warning', details: { channelId, letters: most.letters } },
        once: `mail.loop-cut:${channelId}:${hour.toISOString()}`,
      });
  }
}

const isRecent = ({ letter, parties }: BatchLetter, now: Date): boolean =>
  letter.direction === 'inbound' &&
  letter.source !== 'import' &&
  parties.counterpart !== '' &&
  now.getTime() - Date.parse(letter.receivedAt) < recentMs;

const digestOf = ({ parties }: BatchLetter): string =>
  createHash('sha256').update(parties.counterpart).digest('hex').slice(0, 32);
