import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ConversationId, EmployeeId, InteractionId, LetterReceived } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { newWords } from '../../notifications/new-words.js';
import { Notices } from '../../notifications/notices.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { newConversationToken } from '../conversation-token.js';
import { InteractionsRepository, type NewInteraction } from '../interactions.repository.js';
import { CaptureRepository, type AwaitedLetter, type MailChannel, type NewConversation } from './capture.repository.js';
import { changesOf, type ConversationStep } from './conversation-changes.js';
import { InboundCopies } from './inbound-copies.js';
import { examine, newOnes, ownAddresses, type BatchLetter } from './letter-batch.js';
import { momentOf } from './letter-moment.js';
import { SentElsewhere } from './sent-elsewhere.js';
import { placeInbound, placeOutbound, type KnownConversation, type Place } from './letter-placing.js';

interface Lookups {
  own: Set<string>;
  byToken: Map<string, KnownConversation>;
  byMessageId: Map<string, KnownConversation[]>;
  awaiting: Map<string, KnownConversation[]>;
  cardsOf: Map<string, NonNullable<KnownConversation['clientId']>[]>;
}

interface Captured extends BatchLetter {
  interaction: NewInteraction;
}

/** Of letters out of an old mailbox, all of one batch. */
export interface Importing {
  readonly importId: string;
  /** Whose mailbox it was: what went out of it is theirs. */
  readonly employeeId: EmployeeId;
  /** Addresses from which they wrote then, as `findEmail` writes them: no client's. */
  readonly ownAddresses: readonly string[];
}

/** What became of a letter. */
export interface StoredLetter {
  readonly interactionId: InteractionId;
  readonly clientId: ClientId | null;
  /** false: it was here already. */
  readonly fresh: boolean;
}

/**
 * Letters from the bus become interactions on cards by what their header says; the original is evidence already.
 * However many letters a batch has, the number of statements is the same.
 */
@Injectable()
export class CaptureService {
  constructor(
    private readonly repository: CaptureRepository,
    private readonly interactions: InteractionsRepository,
    private readonly copies: InboundCopies,
    private readonly sentElsewhere: SentElsewhere,
    private readonly notices: Notices,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Nobody hears of letters that are imported, and nothing is done about them: they are history.
   * @returns in the order of `letters`
   * @throws OperationalError('capture.raced') when somebody wrote one of these letters at the same moment: the retry sees it
   */
  async store(tx: Tx, letters: readonly LetterReceived[], importing: Importing | null = null): Promise<StoredLetter[]> {
    const now = new Date();
    const channels = await this.repository.mailChannels(tx);
    const own = new Set([...ownAddresses(channels), ...(importing?.ownAddresses ?? [])]);
    const batch = letters.map((letter) => examine(letter, own));
    const known = await this.repository.knownLetters(tx, [...new Set(batch.map((one) => one.naturalKey))]);
    const withdrawn = await this.repository.withdrawnLetters(tx, [...known.keys()]);
    for (const key of withdrawn.keys()) known.delete(key);
    for (const [key, id] of await this.sentElsewhere.known(tx, newOnes(batch, known))) known.set(key, id);
    const fresh = newOnes(batch, known);
    const stored = new Map<string, StoredLetter>();
    if (fresh.length > 0) {
      const placed = this.placeAll(fresh, await this.lookUp(tx, fresh, own), now, { withdrawn, importing });
      const { captured, conversations, awaited } = placed;
      if (importing === null) await this.sentElsewhere.sign(tx, captured);
      await this.repository.insertConversations(tx, conversations);
      await this.repository.insertAwaited(tx, awaited);
      const back = captured.filter(({ naturalKey }) => withdrawn.has(naturalKey));
      const written = await this.interactions.insertAll(
        tx,
        captured.filter((one) => !back.includes(one)).map((one) => one.interaction),
      );
      if (written.size + back.length < captured.length) throw new OperationalError('capture.raced');
      await this.repository.bringBack(
        tx,
        back.map(({ interaction }) => ({ ...interaction, imported: importing !== null })),
      );
      for (const { naturalKey, interaction } of captured) {
        known.set(naturalKey, interaction.id);
        stored.set(naturalKey, { interactionId: interaction.id, clientId: interaction.clientId, fresh: true });
      }
      await this.repository.moveConversations(tx, changesOf(stepsOf(captured)));
      await this.repository.queueReading(tx, [...written]);
      if (importing === null) await this.actOn(tx, captured, channels, own, now);
    }
    await this.repository.insertSightings(
      tx,
      batch.map(({ letter, naturalKey }) => ({
        channelId: letter.channelId,
        sourceRef: letter.sourceRef,
        interactionId: known.get(naturalKey)!,
        evidenceSha256: letter.evidence.sha256,
      })),
    );
    return batch.map(
      ({ naturalKey }) =>
        stored.get(naturalKey) ?? { interactionId: known.get(naturalKey)!, clientId: null, fresh: false },
    );
  }

  /** What happens because a letter has come. */
  private async actOn(
    tx: Tx,
    captured: readonly Captured[],
    channels: readonly MailChannel[],
    own: ReadonlySet<string>,
    now: Date,
  ): Promise<void> {
    await this.repository.noteInbound(tx, newestInbound(captured));
    await this.copies.send(tx, captured, channels, own, now);
    await this.notices.tell(
      tx,
      newWords(captured.filter(({ nature }) => !nature.automatic).map(({ interaction }) => interaction)),
    );
    tx.afterCommit(() => this.tell(captured));
  }

  private async lookUp(tx: Tx, letters: readonly BatchLetter[], own: Set<string>): Promise<Lookups> {
    const tokens = new Set(letters.flatMap(({ parties }) => parties.tokens));
    const ids = [...new Set(letters.flatMap(({ parties: { answers, messageId } }) => [...answers, messageId ?? '']))];
    const addresses = new Set(
      letters.flatMap(({ letter, parties }) => (letter.direction === 'inbound' ? parties.senders : parties.recipients)),
    );
    return {
      own,
      byToken: await this.repository.conversationsByToken(tx, [...tokens]),
      byMessageId: await this.repository.conversationsByMessageId(tx, ids),
      awaiting: await this.repository.conversationsAwaiting(tx, ids),
      cardsOf: await this.repository.cardsByEmail(tx, [...addresses]),
    };
  }

  /** One after the other, in order: a letter may answer one that came in the same batch. */
  private placeAll(
    letters: readonly BatchLetter[],
    lookups: Lookups,
    now: Date,
    { withdrawn, importing }: { withdrawn: ReadonlyMap<string, InteractionId>; importing: Importing | null },
  ): { captured: Captured[]; conversations: NewConversation[]; awaited: AwaitedLetter[] } {
    const conversations: NewConversation[] = [];
    const awaited: AwaitedLetter[] = [];
    const captured = letters.map((one): Captured => {
      const place = placeOf(one, lookups);
      const { occurredAt, absurd } = momentOf(one.letter, now);
      const { messageId, answers } = one.parties;
      const collides = messageId !== null && lookups.byMessageId.has(messageId);
      // A bounce that names no thread waits for its reading: that finds the letter which it tells of.
      const conversationId = place.conversationId ?? (one.nature.bounce ? null : (uuidv7() as ConversationId));
      if (conversationId !== null && place.conversationId === null) {
        const { channelId, header } = one.letter;
        const { clientId } = place;
        conversations.push({
          id: conversationId,
          clientId,
          channelId,
          subject: header.subject,
          token: newConversationToken(),
          startedAt: occurredAt,
          importId: importing?.importId ?? null,
        });
      }
      if (conversationId !== null) {
        const thread = { id: conversationId, clientId: place.clientId };
        if (messageId !== null) addTo(lookups.byMessageId, messageId, thread);
        for (const id of answers.filter((answer) => !lookups.byMessageId.has(answer))) {
          awaited.push({ messageId: id, conversationId });
          addTo(lookups.awaiting, id, thread);
        }
      }
      const flags = [
        ...(collides ? ['message-id-collision'] : []),
        ...(one.nature.automatic ? ['automatic'] : []),
        ...(one.nature.bounce ? ['bounce'] : []),
        ...(place.newParticipant ? ['new-participant'] : []),
        ...(absurd ? ['date-absurd'] : []),
        ...(importing ? ['imported'] : []),
      ];
      const interaction = interactionOf(one, { ...place, conversationId }, occurredAt, flags, now);
      const id = withdrawn.get(one.naturalKey) ?? interaction.id;
      const employeeId = one.letter.direction === 'outbound' ? (importing?.employeeId ?? null) : null;
      return { ...one, interaction: { ...interaction, id, employeeId } };
    });
    return { captured, conversations, awaited };
  }

  private tell(captured: readonly Captured[]): void {
    for (const { interaction } of captured) {
      const { id: interactionId, clientId, conversationId, direction } = interaction;
      const event = { event: 'interaction', data: { clientId, conversationId, interactionId, direction } } as const;
      if (clientId !== null) this.live.publish(event, { clientId });
    }
    if (captured.some(({ interaction }) => interaction.clientId === null))
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  }
}

function placeOf({ letter, parties, nature }: BatchLetter, lookups: Lookups): Place {
  return letter.direction === 'inbound'
    ? placeInbound(parties, lookups, { fromServer: nature.bounce })
    : placeOutbound(parties, lookups);
}

function addTo(map: Map<string, KnownConversation[]>, id: string, thread: KnownConversation): void {
  map.set(id, [...(map.get(id) ?? []), thread]);
}

function interactionOf(
  { letter, naturalKey, parties }: BatchLetter,
  place: Place,
  occurredAt: Date,
  flags: readonly string[],
  now: Date,
): NewInteraction {
  return {
    id: uuidv7() as InteractionId,
    clientId: place.clientId,
    conversationId: place.conversationId,
    channelId: letter.channelId,
    medium: 'email',
    direction: letter.direction,
    kind: 'email',
    occurredAt,
    capturedAt: now,
    employeeId: null,
    subject: letter.header.subject,
    header: letter.header,
    naturalKey,
    messageId: parties.messageId,
    evidenceSha256: letter.evidence.sha256,
    evidenceSize: letter.evidence.size,
    flags,
    placedAt: null,
  };
}

function stepsOf(captured: readonly Captured[]): ConversationStep[] {
  return captured.flatMap(({ letter, nature, interaction }) => {
    if (interaction.conversationId === null) return [];
    const { conversationId, id: interactionId, occurredAt } = interaction;
    const { direction, source } = letter;
    const imported = source === 'import';
    return [{ conversationId, interactionId, direction, occurredAt, automatic: nature.automatic, imported }];
  });
}

function newestInbound(captured: readonly Captured[]): Map<ChannelId, Date> {
  const newest = new Map<ChannelId, Date>();
  for (const { letter, interaction } of captured) {
    if (letter.direction !== 'inbound') continue;
    const before = newest.get(letter.channelId);
    if (!before || before < interaction.occurredAt) newest.set(letter.channelId, interaction.occurredAt);
  }
  return newest;
}
