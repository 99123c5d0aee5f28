import { once } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { dialCall, routeCall, type CallId, type DeviceId, type EmployeeId, type TrunkId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import { pause } from '#libs/supervision';
import type { AriEvents } from '../engine/ari/ari-events.js';
import { lineEndOfChannel } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { isGone } from '../engine/engine.errors.js';
import { PromptFiles } from '../prompts/prompt-files.js';
import { RecordingKeeper } from '../recordings/recording-keeper.service.js';
import { Adoption, type Board } from './adoption.js';
import { clientCalls, deviceCalls } from './arriving.js';
import { usualCallTiming, type CallHouse, type CallTiming } from './call-house.js';
import { CallWriter } from './call-writer.service.js';
import { end } from './ending.js';
import { deviceHolds, deviceResumes } from './holding.js';
import { legAnswered, legGone, timeIsUp } from './leg-events.js';
import { LineBook, type DeviceMove } from './line-book.js';
import { snoopStarted } from './listening.js';
import type { LiveCall } from './live-call.js';
import { Owners } from './owners.js';
import { promptEnded } from './playing.js';
import { deviceRefers } from './referring.js';
import { lookForSound, rungOnReturn } from './returning.js';
import { messageEnded } from './voicemail.js';

/** After `StasisEnd` the end of a channel tells its cause; should that not come, the leg is gone all the same. */
const causeWithinMs = 200;
const retryMs = 1_000;

/** Every live call, and who is told of what the engine tells. Each event costs a look into a map and its own call's turn. */
@Injectable()
export class Switchboard implements OnApplicationBootstrap, OnModuleDestroy {
  timing: CallTiming = { ...usualCallTiming };
  private readonly calls = new Map<CallId, LiveCall>();
  private readonly owners = new Owners();
  private readonly stops: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private downAt: string | null = null;
  private readonly house: CallHouse;
  private readonly live: Gauge;
  private readonly adoption: Adoption;

  constructor(
    private readonly engine: Engine,
    private readonly writer: CallWriter,
    private readonly log: Logger,
    bus: Bus,
    lines: LineBook,
    prompts: PromptFiles,
    keeper: RecordingKeeper,
    adoption: Adoption,
    metrics: Metrics,
  ) {
    this.adoption = adoption;
    this.house = {
      engine,
      lines,
      log,
      timing: this.timing,
      mediaOf: (prompt) => prompts.mediaOf(prompt),
      isSpoken: (message) => keeper.isSpoken(message),
      route: (request) => bus.ask(routeCall, request),
      dial: (request) => bus.ask(dialCall, request),
      take: (call) => this.take(call),
      claim: (id, call) => this.owners.claim(id, call),
      findCallOf: (channel) => this.owners.find(channel),
      note: (call) => writer.note(call),
      conclude: (call) => this.conclude(call),
    };
    lines.onMoved((deviceId, how) => this.moved(deviceId, how));
    this.live = metrics.gauge('keepline_telephony_calls_live', 'Calls that live now');
  }

  onApplicationBootstrap(): void {
    this.started = this.start();
  }

  /** Resolves when the calls of an earlier process are known, and the engine is listened to. */
  started: Promise<void> = Promise.resolve();

  private async start(): Promise<void> {
    const { signal } = this.stopping;
    await Promise.race([this.house.lines.known, once(signal, 'abort')]);
    while (!signal.aborted) {
      try {
        await this.adoption.load(this.board());
        return this.listen();
      } catch (error) {
        this.log.warn({ err: error }, 'The calls of an earlier process cannot be read yet');
        await pause(retryMs, signal);
      }
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.started;
    for (const stop of this.stops.splice(0)) stop();
    await Promise.all([...this.calls.values()].map((call) => call.release()));
    await this.writer.stop();
  }

  get size(): number {
    return this.calls.size;
  }

  has(callId: CallId): boolean {
    return this.calls.has(callId);
  }

  /** @throws UserError `call.over` */
  get(callId: CallId): LiveCall {
    const call = this.calls.get(callId);
    if (!call || call.over) throw new UserError('call.over');
    return call;
  }

  /** What a call of ours needs, for whoever starts one. */
  get shared(): CallHouse {
    return this.house;
  }

  /** From now on this call lives here. */
  take(call: LiveCall): void {
    this.calls.set(call.record.callId, call);
    this.live.set(this.calls.size);
    call.onTimer = (name) => timeIsUp(call, name);
  }

  /** A leaver's calls end, by policy. */
  async hangUpEmployee(employeeId: EmployeeId): Promise<void> {
    for (const call of this.calls.values()) {
      if (call.legs({ employeeId }).length === 0) continue;
      this.handle(call, 'leaver', async () => {
        for (const leg of call.legs({ employeeId })) {
          await call.drop([leg], 16);
          await legGone(call, leg, 16);
        }
      });
    }
    await Promise.resolve();
  }

  private listen(): void {
    const { ari } = this.engine;
    const heard = [
      ari.on('StasisStart', (event) => this.entered(event)),
      ari.on('StasisEnd', ({ channel }) => this.leaves(channel.id)),
      ari.on('ChannelDestroyed', ({ channel, cause }) => this.gone(channel.id, cause)),
      ari.on('ChannelHold', ({ channel }) => this.about(channel.id, 'hold', deviceHolds)),
      ari.on('ChannelUnhold', ({ channel }) => this.about(channel.id, 'unhold', deviceResumes)),
      ari.on('ChannelTransfer', (event) => this.refers(event)),
      ari.on('PlaybackFinished', ({ playback: { id, state } }) => {
        const call = this.owners.find(id);
        if (call) this.handle(call, 'played', () => promptEnded(call, id, state !== 'failed'));
      }),
      ari.on('RecordingFinished', ({ recording }) => this.recorded(recording.name)),
      ari.on('RecordingFailed', ({ recording }) => this.recorded(recording.name)),
      this.engine.onDown(() => void (this.downAt ??= new Date().toISOString())),
      this.engine.onUp(() => this.adopt()),
    ];
    this.stops.push(...heard);
  }

  private async entered({ args, channel }: AriEvents['StasisStart']): Promise<void> {
    const [kind, ...rest] = args;
    const owner = this.owners.find(channel.id);
    switch (kind) {
      case 'trunk': {
        const line = lineEndOfChannel(channel.name);
        if (owner || line?.is !== 'trunk') return;
        const [called = '', calling = ''] = rest;
        const arrival = { trunkId: line.trunkId as TrunkId, called, calling };
        return clientCalls(this.house, channel, arrival, (call, work) => this.begin(call, work));
      }
      case 'device': {
        const line = lineEndOfChannel(channel.name);
        if (owner || line?.is !== 'device') return;
        const [dialled = ''] = rest;
        const from = { userName: line.userName, dialled };
        return deviceCalls(this.house, channel, from, (call, work) => this.begin(call, work));
      }
      case 'dialled':
        if (owner) return this.about(channel.id, 'answered', legAnswered);
        // Its call is over: it rang a moment too long.
        return this.engine.ari.channels.hangUp(channel.id, 26).catch(() => undefined);
      case 'snoop':
        if (owner) this.handle(owner, 'snoop', () => snoopStarted(owner, channel.id));
        return;
      case undefined:
      default:
        this.log.warn({ kind }, 'A call came in that the dialplan does not explain');
    }
  }

  private begin(call: LiveCall, work: () => Promise<void>): void {
    // The caller may have given up while core was asked; or the next process asks again.
    if (call.over || this.stopping.signal.aborted) return;
    this.take(call);
    this.handle(call, 'begin', work);
  }

  private leaves(channel: string): void {
    const call = this.owners.find(channel);
    if (!call) return;
    setTimeout(() => this.gone(channel, 16), causeWithinMs).unref();
  }

  private gone(channel: string, cause: number): void {
    this.about(channel, 'gone', (call, leg) => legGone(call, leg, cause === 0 ? null : cause));
  }

  private refers(event: AriEvents['ChannelTransfer']): void {
    // With a state it is the echo of our own progress report.
    const call = event.state === undefined ? this.owners.find(event.referred_by.source_channel.id) : null;
    if (call) deviceRefers(call, event).catch((error: unknown) => this.broke(call, 'refer', error));
  }

  private moved(deviceId: DeviceId, how: DeviceMove): void {
    const at = new Date().toISOString();
    for (const call of this.calls.values()) {
      const { employeeId } = call.record.legs.find((leg) => leg.deviceId === deviceId) ?? {};
      if (!employeeId) continue;
      if (how === 'arrived') this.handle(call, 'returned', () => rungOnReturn(call, employeeId, deviceId, at));
      else
        for (const leg of call.legs({ line: 'staff', employeeId }))
          if (leg.deviceId === deviceId && leg.place !== 'ringing')
            lookForSound(call, leg, this.stopping.signal).catch((error: unknown) => this.broke(call, 'gone', error));
    }
  }

  private recorded(name: string): void {
    const call = this.owners.find(name);
    if (call) this.handle(call, 'recorded', () => messageEnded(call, name));
  }

  /** Something happened to a leg; one that has ended already, or is nobody's, is of no interest. */
  private about(
    channel: string,
    what: string,
    work: (call: LiveCall, leg: LiveCall['record']['legs'][number]) => void | Promise<void>,
  ): void {
    const call = this.owners.find(channel);
    if (!call) return;
    this.handle(call, what, () => {
      const leg = call.findLeg(channel);
      return leg ? work(call, leg) : undefined;
    });
  }

  private handle(call: LiveCall, what: string, work: () => void | Promise<void>): void {
    if (this.stopping.signal.aborted) return;
    call.run(work).catch((error: unknown) => this.broke(call, what, error));
  }

  /** An error stays with its call. People who talk go on talking; a call that cannot go on ends rather than hang. */
  private broke(call: LiveCall, what: string, error: unknown): void {
    const { callId } = call.record;
    // The way to the engine is closed while we stop; the call is not over for that.
    if (this.stopping.signal.aborted || isGone(error))
      return this.log.info({ err: error, callId, what }, 'A leg went while it was needed');
    this.log.error({ err: error, callId, what, state: call.state }, 'A call could not go on as it should');
    if (call.over || call.state === 'talking' || call.state === 'held') return;
    call
      .run(() => end(call, { by: 'system', cause: 41, outcome: 'failed' }))
      .catch((failure: unknown) => {
        this.log.error({ err: failure, callId }, 'A call could not even be ended');
      });
  }

  private conclude(call: LiveCall): void {
    this.calls.delete(call.record.callId);
    this.live.set(this.calls.size);
    this.owners.release(call);
    this.writer.conclude(call);
  }

  private adopt(): Promise<void> {
    const { downAt } = this;
    this.downAt = null;
    return this.adoption.run(this.board(), downAt);
  }

  private board(): Board {
    return {
      house: this.house,
      calls: this.calls,
      take: (call) => this.take(call),
      isStranger: (channel) => this.owners.isStranger(channel),
      handle: (call, what, work) => this.handle(call, what, work),
      enter: (event) => this.entered(event),
    };
  }
}
