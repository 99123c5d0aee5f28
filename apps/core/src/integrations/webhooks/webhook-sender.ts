import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../../alerts/alerts.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { DeliveriesRepository, waitsS, type DueDelivery, type Outcome } from './deliveries.repository.js';
import { post, type Called } from './http-call.js';
import { signatures } from './signing.js';

export const sealing = 'webhook/secret';

const lookEveryMs = 2_000;
const followClockEveryMs = 60_000;
/** Whoever acts at the page waits for a receiver no longer than this. */
const nudgedMs = 100;
const atOnce = 16;
const forgetEveryMs = 3_600_000;
/** Nothing came through for all of that. */
const givenUpAfterMs = 71 * 3_600_000;

/**
 * Sends what the triggers have queued. At least once: a receiver tells by `webhook-id` what it has already. Without order: a delivery that
 * has to be repeated holds no other up.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, OnModuleDestroy {
  private deafen: (() => void) | undefined;
  private nudged: NodeJS.Timeout | undefined;
  private readonly rounds = new Rounds(
    () => this.sendDue(),
    (err) => this.logger.warn({ err }, 'webhooks could not be sent'),
  );
  private readonly following = new Rounds(
    () => this.followClock(),
    (err) => this.logger.warn({ err }, 'webhooks that a clock put off could not be looked for'),
  );
  private forgotAt = -Infinity;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DeliveriesRepository,
    private readonly masterKey: MasterKey,
    private readonly alerts: Alerts,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
    this.following.begin(followClockEveryMs);
    this.deafen = this.live.listen(() => this.nudge());
  }

  async onModuleDestroy(): Promise<void> {
    this.deafen?.();
    clearTimeout(this.nudged);
    await Promise.all([this.rounds.end(), this.following.end()]);
  }

  /** Something may be there to be sent. */
  nudge(): void {
    this.nudged ??= setTimeout(() => {
      this.nudged = undefined;
      void this.rounds.soon();
    }, nudgedMs).unref();
  }

  /** One delivery of a trial event, now, whether the webhook is on or off. @throws UserError `webhook.not-found` */
  async sendTrial(webhookId: string): Promise<Called> {
    const trial = await this.uow.run((tx) => this.repository.trial(tx, webhookId));
    if (trial === null) throw new UserError('webhook.not-found', { id: webhookId });
    const outcome = await this.send(trial);
    await this.uow.run((tx) =>
      this.settle(tx, [{ ...outcome, state: succeeded(outcome) ? 'delivered' : 'failed' }], [trial]),
    );
    return outcome;
  }

  /** Nothing waits for an hour that a clock which was set back is still to reach. */
  followClock(): Promise<void> {
    return this.uow.run((tx) => this.repository.followClock(tx));
  }

  private async sendDue(): Promise<void> {
    for (let taken = atOnce; taken === atOnce && !this.rounds.ended;) {
      const due = await this.uow.run((tx) => this.repository.take(tx, atOnce));
      taken = due.length;
      if (taken === 0) break;
      const outcomes = await Promise.all(due.map((delivery) => this.send(delivery)));
      await this.uow.run((tx) => this.settle(tx, outcomes, due));
    }
    if (performance.now() - this.forgotAt < forgetEveryMs) return;
    this.forgotAt = performance.now();
    await this.uow.run((tx) => this.repository.forgetOld(tx));
  }

  private async send(delivery: DueDelivery): Promise<Outcome> {
    const { id, event, data, attempts, createdAt, url } = delivery;
    const body = JSON.stringify({ type: event, timestamp: createdAt.toISOString(), data });
    const seconds = Math.floor(Date.now() / 1_000);
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Keepline',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatures(this.secretsOf(delivery), id, seconds, body),
    };
    const called = await post(new URL(url), headers, body, this.settings.webhooksInside);
    const wait = waitsS[attempts];
    const state = succeeded(called) ? 'delivered' : wait === undefined ? 'failed' : 'waiting';
    // Spread a little, so that what failed together does not come back together.
    return { ...called, id, n: attempts + 1, state, againInS: (wait ?? 0) * (0.9 + Math.random() * 0.2) };
  }

  private secretsOf({ sealedSecret, sealedOldSecret }: DueDelivery): string[] {
    return [sealedSecret, ...(sealedOldSecret === null ? [] : [sealedOldSecret])].map((sealed) =>
      this.masterKey.unseal(sealed, sealing).toString('utf8'),
    );
  }

  private async settle(tx: Tx, outcomes: readonly Outcome[], due: readonly DueDelivery[]): Promise<void> {
    await this.repository.settle(tx, outcomes);
    const webhookOf = new Map(due.map(({ id, webhookId }) => [id, webhookId]));
    const of = (some: readonly Outcome[]) => [...new Set(some.map(({ id }) => webhookOf.get(id)!))];
    const good = outcomes.filter(succeeded);
    await this.repository.cameThrough(tx, of(good));
    const bad = of(outcomes.filter((outcome) => !good.includes(outcome))).filter((id) => !of(good).includes(id));
    await this.repository.failed(tx, bad);
    // 410 Gone: the receiver wants no more of it (Standard Webhooks, "Operational considerations").
    for (const id of of(outcomes.filter(({ status }) => status === 410)))
      await this.switchOff(tx, id, 'webhook.gone', null);
    for (const id of bad) await this.switchOff(tx, id, 'webhook.given-up', new Date(Date.now() - givenUpAfterMs));
  }

  private async switchOff(tx: Tx, webhookId: string, reason: string, sinceAtMost: Date | null): Promise<void> {
    const name = await this.repository.switchOff(tx, webhookId, reason, sinceAtMost);
    if (name !== null)
      await this.alerts.raise(tx, { code: 'webhook.off', severity: 'warning', details: { name, reason } });
  }
}

const succeeded = ({ status }: Called): boolean => status !== null && status >= 200 && status < 300;
