import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { NewInteraction } from '../interactions.repository.js';
import type { BatchLetter } from './letter-batch.js';
import { SentElsewhereRepository } from './sent-elsewhere.repository.js';

/** Company and role often stand beside a name: «Anna Petrova, Corp», «Anna Petrova (Corp)». */
const nameOf = (name: string): string => (name.split(/[,(|]/)[0] ?? '').trim().toLowerCase();

/** What is known of letters that were found in a Sent folder: which of them we sent ourselves, and who wrote the others. */
@Injectable()
export class SentElsewhere {
  constructor(private readonly repository: SentElsewhereRepository) {}

  /**
   * Letters of ours that came back altered: a provider may write a body anew before it lays it into its Sent folder. Nobody outside puts a
   * letter there, so the Message-ID alone says which it is.
   * @param fresh letters whose content is not known
   * @returns natural key → the interaction that it is
   */
  async known(tx: Tx, fresh: readonly BatchLetter[]): Promise<Map<string, InteractionId>> {
    const found = fresh.filter(({ letter }) => isFound(letter));
    const ids = found.flatMap(({ parties }) => parties.messageId ?? []);
    if (ids.length === 0) return new Map();
    const sent = await this.repository.sentByUs(tx, ids);
    return new Map(
      found.flatMap(({ naturalKey, parties }) => {
        const id = sent.get(parties.messageId ?? '');
        return id === undefined ? [] : [[naturalKey, id] as const];
      }),
    );
  }

  /** Writes down who wrote each, and that the channel was written from. */
  async sign(tx: Tx, captured: readonly (BatchLetter & { interaction: NewInteraction })[]): Promise<void> {
    const found = captured.filter(({ letter }) => isFound(letter));
    if (found.length === 0) return;
    const authors = await this.authors(tx, found);
    for (const one of found) one.interaction = { ...one.interaction, employeeId: authors.get(one.naturalKey) ?? null };
    await this.repository.noteOutbound(tx, newestOf(found.map(({ interaction }) => interaction)));
  }

  /**
   * By the address in Sender or From, else by a name in From that only one employee has. The channel's own address says nothing of who
   * wrote: then it is the channel's letter.
   * @returns natural key → author
   */
  private async authors(tx: Tx, found: readonly BatchLetter[]): Promise<Map<string, EmployeeId>> {
    const named = found.map(({ letter: { header }, naturalKey }) => {
      const who = [...(header.sender ?? []), ...header.from].slice(0, 5);
      return {
        naturalKey,
        addresses: who.map(({ address }) => address.trim().toLowerCase()).filter((address) => address !== ''),
        names: who.map(({ name }) => nameOf(name)).filter((name) => name !== ''),
      };
    });
    const people = await this.repository.people(
      tx,
      named.flatMap(({ addresses }) => addresses),
      named.flatMap(({ names }) => names),
    );
    return new Map(
      named.flatMap(({ naturalKey, addresses, names }) => {
        const byAddress = addresses.flatMap((address) => people.filter(({ email }) => email === address));
        const byName = names
          .map((name) => people.filter((one) => one.name === name))
          .find((those) => those.length === 1);
        const author = byAddress[0] ?? byName?.[0];
        return author === undefined ? [] : [[naturalKey, author.id] as const];
      }),
    );
  }
}

function newestOf(interactions: readonly NewInteraction[]): Map<ChannelId, Date> {
  const newest = new Map<ChannelId, Date>();
  for (const { channelId, occurredAt } of interactions) {
    if (channelId === null) continue;
    const before = newest.get(channelId);
    if (!before || before < occurredAt) newest.set(channelId, occurredAt);
  }
  return newest;
}

const isFound = ({ direction }: BatchLetter['letter']): boolean => direction === 'outbound';
