import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { trunkChanged, type TrunkId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Health, Logger } from '#libs/observability';
import { pause, StateTeller } from '#libs/supervision';
import { LineBook } from '../calls/line-book.js';
import { trunkEndpoint } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { Provisioning } from '../engine/provisioning/provisioning.js';
import { knownBy, providerPlaces } from './provider-addresses.js';
import { trunkObjects } from './trunk-objects.js';
import { probeTrunk } from './trunk-probe.js';
import {
  registrationsIn,
  stateOfSight,
  trunkConnecting,
  trunkOff,
  trunkOnline,
  trunkWaiting,
  type TrunkSight,
  type TrunkState,
} from './trunk-state.js';
import { TrunkRepository, type Trunk } from './trunk.repository.js';

export const trunkPassword = 'trunk-password';

interface Watched {
  trunk: Trunk;
  teller: StateTeller<TrunkState>;
  state: TrunkState;
  /** What the provider's name stood for when it was last looked up; null before that. */
  addresses: string[] | null;
  lookAt: number;
  /** Since when nothing good was seen; null while all is well. */
  troubleSince: number | null;
  /** Not asked for a sign of life before. */
  greetAt: number;
  askAt: number;
}

export interface TrunkTiming {
  /** How often the engine is asked how its registrations stand: while something is not well, and otherwise. */
  readonly soonMs: number;
  readonly calmMs: number;
  /** A provider's name is looked up again this often: its calls come from the new address too then. */
  readonly resolveEveryMs: number;
  /** A provider that does not want us is not asked why more often than this: it would block us. */
  readonly askEveryMs: number;
}

/** The engine waits so long for the answer to an OPTIONS (trunk-objects.ts). */
const greetEveryMs = 3_000;

const usualTiming: TrunkTiming = { soonMs: 700, calmMs: 5_000, resolveEveryMs: 300_000, askEveryMs: 300_000 };

/** Keeps the engine told of all trunks, and the world told of how they stand. */
@Injectable()
export class TrunkSupervisor implements OnApplicationBootstrap, OnModuleDestroy {
  timing = usualTiming;
  private readonly watched = new Map<TrunkId, Watched>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private hurry = new AbortController();
  /** Something changed while it was being looked: look once more at once. */
  private hurried = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sip'>,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly trunks: TrunkRepository,
    private readonly lines: LineBook,
    private readonly engine: Engine,
    private readonly provisioning: Provisioning,
    private readonly masterKey: MasterKey,
    private readonly health: Health,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all([...this.watched.values()].map(({ teller }) => teller.finish()));
  }

  /** Resolves when all trunks that are kept are known. */
  async load(): Promise<void> {
    for (const trunk of await this.uow.run((tx) => this.trunks.all(tx))) this.changed(trunk);
  }

  /** After it was saved. What it comes to is told later. */
  changed(trunk: Trunk): void {
    const { trunkId } = trunk;
    this.lines.setTrunk(trunk);
    const before = this.watched.get(trunkId);
    const teller = before?.teller ?? new StateTeller<TrunkState>((state) => this.publish(trunkId, state));
    this.watched.set(trunkId, {
      trunk,
      teller,
      state: trunkOff,
      addresses: null,
      lookAt: 0,
      troubleSince: performance.now(),
      ...{ greetAt: 0, askAt: 0 },
    });
    this.soon();
  }

  /** Whether a trunk of ours is at this address. */
  isProvider(address: string): boolean {
    return [...this.watched.values()].some(({ addresses }) => addresses?.some((one) => one === address) === true);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const stop = this.engine.onUp(() => this.soon());
    while (!signal.aborted) {
      try {
        await this.look();
      } catch (error) {
        this.log.warn({ err: error }, 'The state of the trunks is not known');
      }
      if (this.hurried) {
        this.hurried = false;
        continue;
      }
      const calm = [...this.watched.values()].every(({ state }) => state.state === 'online' || state.state === 'off');
      await pause(calm ? this.timing.calmMs : this.timing.soonMs, AbortSignal.any([signal, this.hurry.signal]));
      this.hurried = false;
    }
    stop();
  }

  private soon(): void {
    this.hurried = true;
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  private async look(): Promise<void> {
    if (this.watched.size === 0) return;
    for (const watched of this.watched.values()) {
      try {
        await this.push(watched);
      } catch (error) {
        // A password that cannot be opened: one trunk's trouble stays with it.
        this.tell(watched, trunkWaiting(asAppError(error).code));
      }
    }
    const sights = this.engine.isUp ? await this.sights() : null;
    for (const watched of this.watched.values()) {
      if (watched.state.state === 'off') continue;
      if (sights === null) {
        watched.troubleSince = performance.now();
        this.tell(watched, trunkWaiting('telephony.engine-away'));
      } else this.judge(watched, sights.get(trunkEndpoint(watched.trunk.trunkId)) ?? 'unknown');
    }
  }

  /** Makes the engine's objects what they shall be; the provider's name is looked up from time to time. */
  private async push(watched: Watched): Promise<void> {
    const { trunk } = watched;
    const name = trunkEndpoint(trunk.trunkId);
    if (!trunk.enabled) {
      this.provisioning.delete(name);
      return this.tell(watched, trunkOff);
    }
    if (performance.now() < watched.lookAt) return;
    watched.lookAt = performance.now() + this.timing.resolveEveryMs;
    try {
      const places = await providerPlaces(trunk.settings);
      watched.addresses = knownBy(places, trunk.settings.allowedFrom);
    } catch (error) {
      watched.lookAt = performance.now() + this.timing.calmMs;
      // What it was is better than nothing: calls go on while the name server is away.
      if (watched.addresses === null) return this.tell(watched, trunkWaiting(asAppError(error).code));
    }
    if (this.watched.get(trunk.trunkId) !== watched) return;
    this.provisioning.set(
      name,
      trunkObjects({
        ...trunk,
        password: this.open(trunk.password),
        language: trunk.numbers[0]?.language ?? 'en',
        addresses: watched.addresses ?? [],
      }),
    );
    if (watched.state.state === 'off') this.tell(watched, trunkConnecting);
  }

  private judge(watched: Watched, sight: TrunkSight): void {
    if (watched.addresses === null) return;
    const refusal = this.provisioning.refusalOf(trunkEndpoint(watched.trunk.trunkId));
    if (refusal !== null) return this.tell(watched, trunkWaiting(refusal));
    const { state, troubleSince } = watched;
    if (troubleSince === null && stateOfSight(sight, 0) !== 'online') watched.troubleSince = performance.now();
    const verdict = stateOfSight(sight, performance.now() - (watched.troubleSince ?? performance.now()));
    if (verdict === 'online') {
      watched.troubleSince = null;
      watched.askAt = 0;
      return this.tell(watched, trunkOnline);
    }
    if (sight === 'unreachable') this.greet(watched);
    // A trunk that was well is not called otherwise for the moment in which a registration is renewed.
    if (verdict === 'connecting') return state.state === 'online' ? undefined : this.tell(watched, trunkConnecting);
    if (performance.now() < watched.askAt) return;
    watched.askAt = performance.now() + this.timing.askEveryMs;
    this.ask(watched, sight).catch((error: unknown) => {
      this.log.error({ err: error, trunkId: watched.trunk.trunkId }, 'A provider could not be asked');
    });
  }

  /** A trunk without registration shows that it works by answering, and need not wait until the engine asks by itself. */
  private greet(watched: Watched): void {
    if (watched.trunk.settings.registration || performance.now() < watched.greetAt) return;
    watched.greetAt = performance.now() + greetEveryMs;
    const { trunkId } = watched.trunk;
    this.engine.ami.qualify(trunkEndpoint(trunkId)).catch((error: unknown) => {
      this.log.info({ err: error, trunkId }, 'A provider could not be asked for a sign of life');
    });
  }

  /** The engine knows that it does not work; why, the provider says when it is asked directly. */
  private async ask(watched: Watched, sight: TrunkSight): Promise<void> {
    const { trunk } = watched;
    const { sip } = this.settings;
    const checks = await probeTrunk({ settings: trunk.settings, password: this.open(trunk.password), sip });
    if (this.watched.get(trunk.trunkId) !== watched || watched.troubleSince === null) return;
    const wrong = checks.find(({ ok }) => !ok);
    const fallback = sight === 'rejected' ? 'telephony.provider-refused' : 'telephony.provider-silent';
    this.tell(watched, trunkWaiting(wrong?.code ?? fallback, wrong?.detail ?? null));
  }

  private async sights(): Promise<Map<string, TrunkSight>> {
    const [registrations, endpoints] = await Promise.all([
      this.engine.ami.registrations(),
      this.engine.ari.endpoints.list(),
    ]);
    const sights = new Map<string, TrunkSight>();
    for (const { resource, state } of endpoints) sights.set(resource, state === 'online' ? 'reachable' : 'unreachable');
    for (const { trunk } of this.watched.values()) {
      const name = trunkEndpoint(trunk.trunkId);
      if (trunk.settings.registration) sights.set(name, registrationsIn(registrations).get(name) ?? 'unknown');
    }
    return sights;
  }

  private tell(watched: Watched, state: TrunkState): void {
    watched.state = state;
    this.lines.setTrunkOnline(watched.trunk.trunkId, state.state !== 'waiting');
    watched.teller.tell(state);
  }

  private async publish(trunkId: TrunkId, state: TrunkState): Promise<void> {
    const { code, detail } = state;
    this.health.set(`trunk.${trunkId}`, { status: code === null ? 'ok' : 'degraded', code, detail });
    await this.uow.run((tx) => this.outbox.add(tx, trunkChanged, { trunkId, ...state, at: new Date().toISOString() }));
  }

  private open(sealed: string | null): string | null {
    return sealed === null ? null : this.masterKey.unsealText(sealed, trunkPassword);
  }
}
