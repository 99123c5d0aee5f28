import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { isOwnCopyMark } from '../../routing/copy-mark.js';
import type { BatchLetter } from '../capture/letter-batch.js';
import type { NewInteraction } from '../interactions.repository.js';
import { ForwardingQueueRepository } from './forwarding-queue.repository.js';

interface CapturedLetter extends BatchLetter {
  interaction: NewInteraction;
}

/** What is captured and is to be sent on, written down in the same transaction; it goes as soon as it was read. */
@Injectable()
export class ForwardingQueue {
  constructor(
    private readonly repository: ForwardingQueueRepository,
    private readonly masterKey: MasterKey,
  ) {}

  /** One statement for all of them. @param own every address of our channels */
  async add(tx: Tx, captured: readonly CapturedLetter[], own: ReadonlySet<string>): Promise<void> {
    const letters = captured.filter((one) => this.mayGoOn(one, own));
    if (letters.length === 0) return;
    await this.repository.add(
      tx,
      letters.map(({ letter: { channelId, receivedAt }, interaction: { id } }) => ({ id, channelId, receivedAt })),
    );
  }

  /** Only what a client wrote themselves: whatever a machine wrote, or we, could go round for ever. An old mailbox is history. */
  private mayGoOn({ letter, nature, parties, interaction }: CapturedLetter, own: ReadonlySet<string>): boolean {
    if (letter.direction !== 'inbound' || interaction.clientId === null) return false;
    if (nature.automatic || nature.spam || nature.loop || letter.source === 'import') return false;
    if (parties.senders.some((sender) => own.has(sender))) return false;
    return !isOwnCopyMark(this.masterKey, letter.header.copyMark);
  }
}
