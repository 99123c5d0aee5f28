import { Injectable } from '@nestjs/common';
import { whatsappNumberChanged, type ChannelId, type WhatsappNumberChanged } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Health, Logger } from '#libs/observability';
import { StateTeller } from '#libs/supervision';
import type { NumberFacts, Standing } from '../driver/driver.port.js';
import { Alarms } from './alarms.js';
import { after, healthOf, healthOfAll, isLost, unknownStanding, type FullStanding } from './number-standing.js';
import { NumberRepository, type NumberPast } from './number.repository.js';

interface Entry {
  facts: NumberFacts;
  standing: FullStanding;
  since: Date;
  teller: StateTeller<FullStanding>;
  lastEventAt: Date | null;
  readySince: Date | null;
  canary: NumberPast['canary'];
}

/** Every number of ours in memory: what is wanted of it, and how it stands. Tells the world of the latter, each state once. */
@Injectable()
export class NumberBook {
  private readonly entries = new Map<ChannelId, Entry>();
  private readonly readyListeners: ((channelId: ChannelId) => void)[] = [];

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly numbers: NumberRepository,
    private readonly alarms: Alarms,
    private readonly health: Health,
    private readonly log: Logger,
  ) {
    this.health.set('channels', healthOfAll([]));
  }

  /** Called whenever a number becomes ready: what waited for it may go on. */
  onReady(listener: (channelId: ChannelId) => void): void {
    this.readyListeners.push(listener);
  }

  /** @param past where the number was known before this process began */
  put(facts: NumberFacts, past: NumberPast): void {
    const { channelId } = facts;
    const known = this.entries.get(channelId);
    if (known) {
      known.facts = facts;
      return;
    }
    const { linkingRevision, lastEventAt } = past;
    const { linked = null, battery = null, quality = null } = past.standing ?? {};
    this.entries.set(channelId, {
      facts,
      standing: { ...unknownStanding, linked, battery, quality, linkingRevision },
      since: new Date(),
      teller: new StateTeller<FullStanding>((standing) => this.publish(channelId, standing)),
      lastEventAt,
      readySince: past.readySince,
      canary: past.canary,
    });
    this.merge(channelId, { state: facts.enabled ? 'starting' : 'off' });
  }

  find(channelId: ChannelId): NumberFacts | null {
    return this.entries.get(channelId)?.facts ?? null;
  }

  all(): NumberFacts[] {
    return [...this.entries.values()].map(({ facts }) => facts);
  }

  standing(channelId: ChannelId): FullStanding {
    return this.entries.get(channelId)?.standing ?? unknownStanding;
  }

  /** Since when it stands so. */
  standingSince(channelId: ChannelId): Date | null {
    return this.entries.get(channelId)?.since ?? null;
  }

  /** When something last came of it; null: never. */
  lastEventAt(channelId: ChannelId): Date | null {
    return this.entries.get(channelId)?.lastEventAt ?? null;
  }

  /** From when its warm-up counts. */
  readySince(channelId: ChannelId): Date | null {
    return this.entries.get(channelId)?.readySince ?? null;
  }

  canary(channelId: ChannelId): NumberPast['canary'] {
    return this.entries.get(channelId)?.canary ?? null;
  }

  setCanary(channelId: ChannelId, canary: NonNullable<NumberPast['canary']>): void {
    const entry = this.entries.get(channelId);
    if (!entry) return;
    entry.canary = canary;
    this.refresh(channelId, entry.standing.queued);
  }

  /** It came back. One that is not awaited any more changes nothing. */
  async canaryReturned(channelId: ChannelId, mark: string): Promise<void> {
    const at = new Date();
    const awaited = await this.uow.run((tx) => this.numbers.endCanary(tx, channelId, mark, at));
    const canary = this.canary(channelId);
    if (awaited && canary?.mark === mark) this.setCanary(channelId, { ...canary, returnedAt: at });
  }

  isReady(channelId: ChannelId): boolean {
    const { state } = this.standing(channelId);
    return (state === 'ready' || state === 'degraded') && this.find(channelId)?.enabled === true;
  }

  /** Something came of it. Told with the next look, not with every message. */
  heard(channelId: ChannelId, at = new Date()): void {
    const entry = this.entries.get(channelId);
    if (entry) entry.lastEventAt = at;
  }

  merge(channelId: ChannelId, change: Standing): void {
    const entry = this.entries.get(channelId);
    if (!entry) return;
    const before = entry.standing;
    entry.standing = after(before, change);
    const { state, code } = entry.standing;
    const moved = state !== before.state || code !== before.code;
    if (moved) entry.since = new Date();
    if (state === 'ready') entry.readySince ??= new Date();
    this.tell(entry);
    if (moved && isLost(entry.facts.settings.driver, code)) this.sound(channelId, code, entry.since);
    if (moved && (state === 'ready' || state === 'degraded'))
      for (const listener of this.readyListeners) listener(channelId);
  }

  /** What is counted rather than told by a driver: looked at from time to time. */
  refresh(channelId: ChannelId, queued: number): void {
    const entry = this.entries.get(channelId);
    if (!entry) return;
    const { canary, lastEventAt } = entry;
    entry.standing = {
      ...entry.standing,
      queued,
      lastEventAt: lastEventAt?.toISOString() ?? null,
      canary: canary && { sentAt: canary.sentAt.toISOString(), returnedAt: canary.returnedAt?.toISOString() ?? null },
    };
    this.tell(entry);
  }

  async finish(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ teller }) => teller.finish()));
  }

  private tell({ teller, standing, facts: { channelId } }: Entry): void {
    this.health.set(`number.${channelId}`, healthOf(standing));
    this.health.set('channels', healthOfAll([...this.entries.values()].map((entry) => entry.standing)));
    teller.tell(standing);
  }

  private sound(channelId: ChannelId, code: string, since: Date): void {
    const once = `${code}:${channelId}:${since.toISOString()}`;
    this.alarms.raise(channelId, { code, severity: 'alarm', once }).catch((error: unknown) => {
      this.log.error({ err: error, channelId, code }, 'An alarm could not be raised');
    });
  }

  private async publish(channelId: ChannelId, standing: FullStanding): Promise<void> {
    const told: WhatsappNumberChanged = { channelId, ...standing, at: new Date().toISOString() };
    await this.uow.run(async (tx) => {
      await this.numbers.noteStanding(tx, told);
      await this.outbox.add(tx, whatsappNumberChanged, told);
    });
  }
}
