import { Injectable } from '@nestjs/common';
import { WhatsappContent, type DeliveryId, type InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Journal } from '../../audit/journal/journal.js';
import { BypassRepository } from '../../protection/bypass/bypass.repository.js';
import { sealText, unsealed } from '../interaction-content.js';
import { messageChangeHash, type NewMessageChange } from './message-change-facts.js';
import {
  MessageChangesRepository,
  type CountingChange,
  type MessageName,
  type TouchedMessage,
} from './message-changes.repository.js';
import { messageContent } from './message-content.js';

/**
 * What happens to a message after it was sent: every change is kept with its evidence and an entry in the journal, and nothing that was
 * said before it is lost. The numbers must be locked (`lockNumbers`).
 */
@Injectable()
export class MessageChanges {
  constructor(
    private readonly repository: MessageChangesRepository,
    private readonly journal: Journal,
    private readonly bypass: BypassRepository,
    private readonly masterKey: MasterKey,
  ) {}

  /** Repeating one changes nothing. @returns the messages that look different now */
  async take(tx: Tx, changes: readonly NewMessageChange[]): Promise<TouchedMessage[]> {
    const stored = changes.map(({ text, ...change }) => ({
      ...change,
      sealedText: text === null ? null : sealText(this.masterKey, text),
    }));
    const fresh = await this.repository.insertAll(tx, stored);
    const taken = stored.filter(({ id }) => fresh.has(id));
    for (const change of taken)
      this.journal.append(tx, {
        kind: 'message-change',
        ...{ action: `message.${change.is}`, actorId: change.employeeId },
        ...{ subjectId: change.id, clientId: null },
        body: {
          interactionId: change.interactionId,
          ...{ by: change.by, factsSha256: messageChangeHash(change) },
          ...{ evidenceSha256: change.evidence.sha256, evidenceSize: change.evidence.size },
        },
      });
    const counting = taken.flatMap((change) =>
      change.interactionId !== null && change.state === 'done'
        ? [{ ...change, interactionId: change.interactionId }]
        : [],
    );
    await this.apply(tx, counting);
    return this.repository.touched(tx, idsOf(taken));
  }

  /** These messages are here now, and under these names: what was told of them before counts. */
  async joinEarly(tx: Tx, messages: readonly (MessageName & { interactionId: InteractionId })[]): Promise<void> {
    await this.apply(tx, await this.repository.joinEarly(tx, messages));
  }

  /** Ours that waited for WhatsApp: done, or given up. @returns the messages that look different now */
  async settle(
    tx: Tx,
    outcomes: readonly { deliveryId: DeliveryId; state: 'done' | 'failed' }[],
  ): Promise<TouchedMessage[]> {
    const counting = await this.repository.settle(tx, outcomes);
    await this.apply(tx, counting);
    return this.repository.touched(tx, idsOf(counting));
  }

  private async apply(tx: Tx, changes: readonly CountingChange[]): Promise<void> {
    const of = (is: CountingChange['is']) => changes.filter((change) => change.is === is);
    await this.repository.decrypt(
      tx,
      newestOfEach(of('decrypted')).flatMap((change) => this.decryption(change) ?? []),
    );
    await this.repository.edit(tx, this.newWords(of('edited')));
    await this.repository.revoke(tx, of('revoked').toSorted(byTime).filter(firstOfEach()));
    // What is reworded in the page was looked through before it went.
    const words = [...of('decrypted'), ...of('edited')].filter(({ employeeId }) => employeeId === null);
    await this.bypass.queueChanges(tx, words);
  }

  /** One for each message: its newest words, found also by those before them. */
  private newWords(edits: readonly CountingChange[]) {
    const earlier = (one: CountingChange) =>
      edits.filter(({ interactionId, id }) => interactionId === one.interactionId && id !== one.id);
    return newestOfEach(edits).map((edit) => {
      const found = earlier(edit).map((before) => this.wordsOf(before));
      return {
        interactionId: edit.interactionId,
        at: edit.at,
        ...messageContent(this.masterKey, this.wordsOf(edit), found),
      };
    });
  }

  private decryption(change: CountingChange) {
    const { data } = WhatsappContent.safeParse(JSON.parse(this.wordsOf(change) || 'null'));
    if (!data) return null;
    const { kind, text, location, contacts, poll, providerType, media } = data;
    const names = contacts.map(({ name }) => name);
    const decrypted = { location, contacts: names.map((name) => ({ name })), poll, providerType, media };
    const content = messageContent(
      this.masterKey,
      text,
      [...names, ...(poll?.options ?? [])],
      [media?.name ?? []].flat(),
    );
    return { interactionId: change.interactionId, kind, decrypted, ...content };
  }

  private wordsOf({ sealedText }: CountingChange): string {
    return unsealed(this.masterKey, sealedText, 'text') ?? '';
  }
}

const byTime = (a: CountingChange, b: CountingChange) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);

function firstOfEach(): (change: CountingChange) => boolean {
  const seen = new Set<InteractionId>();
  return ({ interactionId }) => !seen.has(interactionId) && Boolean(seen.add(interactionId));
}

const newestOfEach = (changes: readonly CountingChange[]) => changes.toSorted(byTime).reverse().filter(firstOfEach());

const idsOf = (changes: readonly { interactionId: InteractionId | null }[]): InteractionId[] => [
  ...new Set(changes.flatMap(({ interactionId }) => interactionId ?? [])),
];
