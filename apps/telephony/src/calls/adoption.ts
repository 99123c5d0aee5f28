import { Injectable } from '@nestjs/common';
import type { CallId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import type { AriChannel, AriEvents } from '../engine/ari/ari-events.js';
import { lineEndOfChannel } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { findCallRecord } from '../recordings/call-records.js';
import { askAgain } from './arriving.js';
import type { CallHouse } from './call-house.js';
import type { Leg } from './call-record.js';
import { CallWriter } from './call-writer.service.js';
import { CallRepository } from './call.repository.js';
import { end } from './ending.js';
import { legAnswered, legGone } from './leg-events.js';
import { LiveCall } from './live-call.js';
import { promptEnded } from './playing.js';
import { checkMessage } from './voicemail.js';

/** Where live calls are found, and put. */
export interface Board {
  house: CallHouse;
  calls: Map<CallId, LiveCall>;
  take(call: LiveCall): void;
  handle(call: LiveCall, what: string, work: () => Promise<void>): void;
  /** No call has or had it. */
  isStranger(channel: string): boolean;
  enter(event: AriEvents['StasisStart']): Promise<void>;
}

/**
 * After each gap in the engine's telling: what do we know, and what is there? Calls of an earlier process go on where they are; what ended
 * unseen is told as cut; who arrived unseen is let in; and what belongs to nobody is hung up.
 */
@Injectable()
export class Adoption {
  constructor(
    private readonly engine: Engine,
    private readonly uow: UnitOfWork,
    private readonly repository: CallRepository,
    private readonly writer: CallWriter,
    private readonly log: Logger,
  ) {}

  /** Before the first event is heard: the calls of an earlier process. */
  async load(board: Board): Promise<void> {
    const records = await this.uow.run((tx) => this.repository.findLive(tx));
    for (const record of records) {
      const call = new LiveCall(record, board.house);
      call.fromEarlier = true;
      // It may have ended in the last moment of the process that had it.
      if (call.over) this.writer.conclude(call);
      else board.take(call);
    }
    if (records.length > 0) this.log.info({ calls: records.length }, 'Calls of an earlier process are taken over');
  }

  /** @param downAt since when nothing was told; null: since before we began */
  async run(board: Board, downAt: string | null): Promise<void> {
    const { ari } = this.engine;
    // What is begun while the list is on its way is not in it, and not lost.
    const before = new Map([...board.calls.values()].map((call) => [call, call.legs()]));
    const [channels, bridges] = await Promise.all([ari.channels.list(), ari.bridges.list()]);
    const there = new Map(channels.map((channel) => [channel.id, channel]));
    for (const [call, legs] of before)
      board.handle(call, 'adoption', () => reconcile(board.house, call, { legs, there, downAt }));
    for (const channel of channels)
      if (board.isStranger(channel.id)) await this.place(board, channel).catch(() => undefined);
    for (const { id } of bridges) {
      const owner = /^([0-9a-f-]{36})-bridge\d+$/.exec(id)?.[1];
      if (owner !== undefined && !board.calls.has(owner as CallId))
        await ari.bridges.destroy(id).catch(() => undefined);
    }
  }

  /** A channel of no call that we know. */
  private async place(board: Board, channel: AriChannel): Promise<void> {
    const { app_name: app, app_data: data } = channel.dialplan;
    const [, ...args] = data.split(',');
    if (app === 'Stasis' && (args[0] === 'trunk' || args[0] === 'device')) {
      return board.enter({ args, channel, application: '', timestamp: '' });
    }
    // In the dialplan, on its way to us; or somebody else's.
    if (app !== 'Stasis' && lineEndOfChannel(channel.name) !== null && !isOurs(channel.id)) return;
    await this.engine.ari.channels.hangUp(channel.id, 16);
  }
}

const isOurs = (id: string): boolean => /^[0-9a-f-]{36}-(leg|snoop)\d+$/.test(id);

/**
 * Nobody of it is at the engine any more. Where the engine lived on it has counted the call, and its recording is whole; where it died, what was
 * said until then is what there is.
 */
async function endCut(house: CallHouse, call: LiveCall, downAt: string | null): Promise<void> {
  const { record } = call;
  const legs = record.legs.filter(({ line, endedAt }) => line === 'outside' && endedAt === null);
  const counted = legs[0] ? await findCallRecord(house.engine.paths.callRecords, legs[0].channel) : null;
  const at = counted?.endedAt ?? downAt ?? new Date().toISOString();
  record.cut = true;
  record.soundWhole = counted !== null;
  for (const leg of call.legs()) call.close(leg, null, at);
  record.marks.push({ is: 'cut', from: at, to: at, employeeId: null });
  await end(call, { by: 'system', cause: null, at });
}

interface Sight {
  /** Those of the call that were open before the engine was asked. */
  legs: readonly Leg[];
  there: ReadonlyMap<string, AriChannel>;
  downAt: string | null;
}

async function reconcile(house: CallHouse, call: LiveCall, { legs, there, downAt }: Sight): Promise<void> {
  if (call.over) return;
  const { record } = call;
  const { fromEarlier } = call;
  call.fromEarlier = false;
  const lost = legs.filter(({ channel, endedAt }) => endedAt === null && !there.has(channel));
  if (lost.length === call.legs().length) return endCut(house, call, downAt);
  for (const leg of lost) {
    if (call.over) return;
    // When it went, the engine has counted; only who saw it go was missing.
    const counted = await findCallRecord(house.engine.paths.callRecords, leg.channel);
    if (counted) call.close(leg, null, counted.endedAt);
    await legGone(call, leg, null);
  }
  if (call.over) return;
  for (const leg of call.legs({ place: 'ringing' }))
    if (there.get(leg.channel)?.state === 'Up') await legAnswered(call, leg);
  if (!fromEarlier) return;
  call.rearm();
  switch (call.state) {
    case 'greeting':
    case 'announcing':
    case 'parting':
      // Whether it still plays cannot be asked; it was begun, and is not said twice.
      if (record.playing) await promptEnded(call, record.playing.id, true);
      return;
    case 'voicemail':
      return record.playing ? promptEnded(call, record.playing.id, true) : checkMessage(call);
    case 'arriving': {
      const number = record.trunkId && record.channelId ? house.lines.findNumberOf(record.channelId) : null;
      if (!number) return end(call, { by: 'system', cause: 41, outcome: 'failed' });
      // Core is asked outside of the queue.
      void askAgain(house, call, number);
      return;
    }
    case 'ringing':
    case 'summoning':
    case 'reaching':
    case 'talking':
    case 'held':
    case 'consulting':
    case 'handing':
    case 'ended':
      return;
  }
}
