import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId, EmployeeId, InteractionId, LetterReceived } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { newWords } from '../../notifications/new-words.js';
import { Notices } from '../../notifications/notices.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { newConversationToken } from '../conversation-token.js';
import { InteractionsRepository } from '../interactions.repository.js';
import { CaptureRepository, type AwaitedLetter, type MailChannel, type NewConversation } from './capture.repository.js';
import { changesOf } from './conversation-changes.js';
import { InboundCopies } from './inbound-copies.js';
import { flagsOf } from './letter-nature.js';
import { LetterWatch } from './letter-watch.js';
import { examine, newOnes, ownAddresses, type BatchLetter } from './letter-batch.js';
import { momentOf } from './letter-moment.js';
import { SentElsewhere } from './sent-elsewhere.js';
import {
  addTo,
  clueOf,
  interactionOf,
  isNews,
  newestInbound,
  placeOf,
  stepsOf,
  type Captured,
  type Lookups,
} from './captured-letter.js';
import { namesThread } from './letter-placing.js';
import { ThreadCluesRepository, type OutlookThread } from './thread-clues.repository.js';

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
    private readonly clues: ThreadCluesRepository,
    private readonly watch: LetterWatch,
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
    const fresh = await this.watch.judge(tx, newOnes(batch, known), now);
    const stored = new Map<string, StoredLetter>();
    if (fresh.length > 0) {
      const lookups = await this.lookUp(tx, fresh, own, now);
      const placed = this.placeAll(fresh, lookups, now, { withdrawn, importing });
      const { captured, conversations, awaited, outlookThreads } = placed;
      if (importing === null) await this.sentElsewhere.sign(tx, captured);
      await this.repository.insertConversations(tx, conversations);
      await this.repository.insertAwaited(tx, awaited);
      await this.clues.insertOutlookThreads(tx, outlookThreads);
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
      await this.move(tx, captured);
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
    await this.watch.deliverable(tx, captured);
    await this.copies.send(tx, captured, channels, own, now);
    await this.notices.tell(tx, newWords(captured.filter(isNews).map(({ interaction }) => interaction)));
    tx.afterCommit(() => this.tell(captured));
  }

  /** Conversations get their last word. One that somebody put elsewhere meanwhile takes its letters along. */
  private async move(tx: Tx, captured: readonly Captured[]): Promise<void> {
    const now = await this.repository.moveConversations(tx, changesOf(stepsOf(captured)));
    const gone = captured.flatMap((one) => {
      const { id, conversationId, clientId } = one.interaction;
      const its = conversationId === null ? undefined : now.get(conversationId);
      if (its === undefined || (its.id === conversationId && its.clientId === clientId)) return [];
      return [{ one, id, conversationId: its.id, joins: its.id !== conversationId }];
    });
    if (gone.length === 0) return;
    const places = new Map((await this.repository.follow(tx, gone)).map((place) => [place.id, place]));
    for (const { one, id } of gone) Object.assign(one.interaction, places.get(id));
    const joined = gone.filter(({ joins }) => joins).map(({ one }) => one);
    await this.repository.moveConversations(tx, changesOf(stepsOf(joined)));
  }

  private async lookUp(tx: Tx, letters: readonly BatchLetter[], own: Set<string>, now: Date): Promise<Lookups> {
    const tokens = new Set(letters.flatMap(({ parties }) => parties.tokens));
    const ids = [...new Set(letters.flatMap(({ parties: { answers, messageId } }) => [...answers, messageId ?? '']))];
    const addresses = new Set(
      letters.flatMap(({ letter, parties }) => (letter.direction === 'inbound' ? parties.senders : parties.recipients)),
    );
    const threads = new Set(letters.flatMap(({ parties: { outlookThread } }) => outlookThread ?? []));
    const [byToken, byMessageId, awaiting, byOutlookThread, cardsOf] = await Promise.all([
      this.repository.conversationsByToken(tx, [...tokens]),
      this.repository.conversationsByMessageId(tx, ids),
      this.repository.conversationsAwaiting(tx, ids),
      this.clues.conversationsByOutlookThread(tx, [...threads]),
      this.repository.cardsByEmail(tx, [...addresses]),
    ]);
    const found = { own, byToken, byMessageId, awaiting, byOutlookThread, cardsOf };
    const bySubject = letters
      .filter(({ parties }) => parties.subject.answers && parties.subject.base !== '' && !namesThread(parties, found))
      .map((one) => clueOf(one, found, now));
    return { ...found, bySubject: await this.clues.conversationsBySubject(tx, bySubject) };
  }

  /** One after the other, in order: a letter may answer one that came in the same batch. */
  private placeAll(
    letters: readonly BatchLetter[],
    lookups: Lookups,
    now: Date,
    { withdrawn, importing }: { withdrawn: ReadonlyMap<string, InteractionId>; importing: Importing | null },
  ): {
    captured: Captured[];
    conversations: NewConversation[];
    awaited: AwaitedLetter[];
    outlookThreads: OutlookThread[];
  } {
    const conversations: NewConversation[] = [];
    const awaited: AwaitedLetter[] = [];
    const outlookThreads: OutlookThread[] = [];
    const captured = letters.map((one): Captured => {
      const { occurredAt, absurd } = momentOf(one.letter, now);
      const place = placeOf(one, lookups, occurredAt);
      const { messageId, answers, outlookThread, subject } = one.parties;
      const collides = messageId !== null && lookups.byMessageId.has(messageId);
      // What tells of a letter of ours and names no thread waits for its reading: that finds the letter.
      const tells = one.nature.bounce || one.nature.receipt;
      const conversationId = place.conversationId ?? (tells ? null : (uuidv7() as ConversationId));
      if (conversationId !== null && place.conversationId === null) {
        const { channelId, header } = one.letter;
        const { clientId } = place;
        conversations.push({
          id: conversationId,
          clientId,
          channelId,
          subject: header.subject,
          baseSubject: subject.base,
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
        if (outlookThread !== null) {
          outlookThreads.push({ thread: outlookThread, conversationId });
          addTo(lookups.byOutlookThread, outlookThread, thread);
        }
        addTo(lookups.bySubject, subject.base, { person: one.parties.counterpart, ...thread, at: occurredAt });
      }
      const flags = [
        ...(collides ? ['message-id-collision'] : []),
        ...flagsOf(one.nature, { onCard: place.clientId !== null }),
        ...(place.newParticipant ? ['new-participant'] : []),
        ...(absurd ? ['date-absurd'] : []),
        ...(importing ? ['imported'] : []),
      ];
      const interaction = interactionOf(one, { ...place, conversationId }, occurredAt, flags, now);
      const id = withdrawn.get(one.naturalKey) ?? interaction.id;
      const employeeId = one.letter.direction === 'outbound' ? (importing?.employeeId ?? null) : null;
      return { interaction: { ...interaction, id, employeeId }, ...one };
    });
    return { captured, conversations, awaited, outlookThreads };
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
