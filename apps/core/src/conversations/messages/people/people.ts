import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, InteractionId, WhatsappParty } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Audit } from '../../../audit/audit.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import { PeopleRepository, type ChatConversation } from './people.repository.js';
import { unite, type Person } from './unite.js';

/** So many ids stand in one journal entry. */
const idsInEntry = 500;

/** Who is who on WhatsApp, and what follows when two turn out to be one: one card, one conversation with each number, nothing lost. */
@Injectable()
export class People {
  constructor(
    private readonly repository: PeopleRepository,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** The numbers must be locked. @returns by every id */
  async learn(
    tx: Tx,
    told: readonly Pick<WhatsappParty, 'id' | 'phone' | 'aliases'>[],
  ): Promise<ReadonlyMap<string, Person>> {
    const ids = [
      ...new Set(told.flatMap(({ id, aliases, phone }) => [id, ...aliases, ...(phone ? [phone.slice(1)] : [])])),
    ];
    const read = async () => unite(told, await this.repository.known(tx, ids));
    const before = await read();
    if (before.news.length === 0) return before.people;
    await this.repository.lock(tx);
    const { people, news } = await read();
    await this.repository.save(tx, news);
    await this.join(tx, news);
    return people;
  }

  /** Of everybody who is one now and was not before. Of most of them there is nothing here yet: one look for all. */
  private async join(tx: Tx, news: readonly Person[]): Promise<void> {
    const found = await this.repository.conversations(
      tx,
      news.flatMap(({ ids }) => ids),
    );
    if (found.length === 0) return;
    for (const person of news) {
      const theirs = found.filter((one) => person.ids.includes(personOf(one)));
      if (theirs.length > 0) await this.joinOne(tx, person, theirs);
    }
  }

  private async joinOne(tx: Tx, person: Person, conversations: readonly ChatConversation[]): Promise<void> {
    const cards = new Set([...(await this.repository.cardsOf(tx, person.ids)).values()].flat());
    // Who writes to somebody without a contact point is still theirs to whose card the conversation belongs.
    if (cards.size === 0) for (const { clientId } of conversations) if (clientId !== null) cards.add(clientId);
    const [clientId] = cards;
    if (cards.size !== 1 || clientId === undefined) {
      await this.tidy(tx, null, person);
      return;
    }
    const ids = await this.take(tx, clientId, person);
    if (ids.length > 0) {
      this.audit.record(tx, null, 'message.placed', { clientId, body: { interactionIds: ids.slice(0, idsInEntry) } });
      tx.afterCommit(() => {
        this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
        const [interactionId] = ids;
        const data = { clientId, conversationId: null, interactionId: interactionId!, direction: 'inbound' } as const;
        this.live.publish({ event: 'interaction', data }, { clientId });
      });
    }
    await this.remember(tx, [{ clientId, id: person.id }]);
  }

  /** Also for a viewer, who sees only part of the tables. */
  async find(tx: Tx, id: string): Promise<Person> {
    const aliases = await this.repository.aliases(tx, id);
    return unite([{ id, phone: null, aliases }], []).people.get(id)!;
  }

  /** Held until the end of the transaction: nobody else learns who is who, or makes conversations one. The numbers must be locked before. */
  lock(tx: Tx): Promise<void> {
    return this.repository.lock(tx);
  }

  /** The numbers of ours with which they talk. */
  async channelsOf(tx: Tx, person: Person): Promise<ChannelId[]> {
    return (await this.repository.conversations(tx, person.ids)).map(({ channelId }) => channelId);
  }

  /**
   * Everything of this person that lies in the tray, onto the card: of other numbers too, which need not be locked. Capture looks again
   * (`MessageCaptureRepository.goOn`). @returns what was placed
   */
  async take(tx: Tx, clientId: ClientId, person: Person): Promise<InteractionId[]> {
    const conversations = await this.repository.conversations(tx, person.ids);
    const strays = conversations.filter((one) => one.clientId === null).map(({ id }) => id);
    await this.repository.lockConversations(tx, strays);
    const ids = await this.repository.unplacedIn(tx, strays);
    await this.repository.placeAll(tx, strays, ids, clientId);
    // One that the card has already with the same is left behind here, and goes on in that one.
    await this.tidy(tx, clientId, person);
    return ids;
  }

  /** Of each number one conversation with this person, of each group one on the card: the others go on in it. */
  async tidy(tx: Tx, clientId: ClientId | null, person: Person): Promise<void> {
    const all = (await this.repository.conversations(tx, person.ids)).filter(
      (one) => one.clientId === null || one.clientId === clientId,
    );
    for (const same of inGroups(all)) {
      const group = groupOf(same[0]!);
      const wanted = group === null ? person.id : clientId === null ? `${group} ${person.id}` : group;
      const kept = this.keeper(await this.withGroup(tx, same, group, clientId), wanted, clientId);
      for (const other of same) if (other.id !== kept.id) await this.repository.merge(tx, other.id, kept.id);
      if (kept.counterpart !== wanted && (group !== null || kept.clientId === null))
        await this.repository.rename(tx, kept.id, wanted);
    }
  }

  /** The card may have a conversation in that group already, under the group's own name. */
  private async withGroup(
    tx: Tx,
    same: readonly ChatConversation[],
    group: string | null,
    clientId: ClientId | null,
  ): Promise<readonly ChatConversation[]> {
    if (group === null || clientId === null) return same;
    const { channelId } = same[0]!;
    const inGroup = await this.repository.conversations(tx, [group]);
    return [...inGroup.filter((one) => one.channelId === channelId && one.clientId === clientId), ...same];
  }

  /** The card's before the tray's, the number's before the id's, the newest before the others. */
  private keeper(same: readonly ChatConversation[], wanted: string, clientId: ClientId | null): ChatConversation {
    const worth = (one: ChatConversation) =>
      (one.clientId !== null && one.clientId === clientId ? 2 : 0) + (one.counterpart === wanted ? 1 : 0);
    return same.toSorted((a, b) => worth(b) - worth(a))[0]!;
  }

  /** Their id on WhatsApp, proven by a message, finds the card the next time. On record as everything on a card. */
  async remember(tx: Tx, found: readonly { clientId: ClientId; id: string }[]): Promise<void> {
    const points = found.map(({ clientId, id }) => ({ id: uuidv7(), clientId, value: id }));
    for (const { id, clientId } of await this.repository.remember(tx, points))
      this.audit.record(tx, null, 'contact-point.added', {
        ...{ clientId, subjectId: id, body: { kind: 'whatsapp', source: 'placed' } },
      });
  }
}

function inGroups(conversations: readonly ChatConversation[]): ChatConversation[][] {
  const groups = new Map<string, ChatConversation[]>();
  for (const one of conversations) {
    const key = `${one.channelId} ${groupOf(one) ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

const personOf = ({ counterpart }: ChatConversation): string => counterpart.split(' ').at(-1)!;
const groupOf = ({ counterpart }: ChatConversation): string | null =>
  counterpart.includes(' ') ? counterpart.split(' ')[0]! : null;
