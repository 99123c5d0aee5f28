import type { RoutePlan, TrunkId, TrunkNumber } from '#libs/contracts';
import type { AriChannel } from '../engine/ari/ari-events.js';
import type { CallHouse } from './call-house.js';
import { newRecord, usualRecording } from './call-record.js';
import { end, part } from './ending.js';
import { LiveCall, newCallId } from './live-call.js';
import { play } from './playing.js';
import { reach } from './reaching.js';
import { beginSteps } from './ringing.js';

/** Without core nobody chose how long: long enough for a message. */
const fallbackVoicemailSeconds = 180;
const fallbackRingMs = 30_000;

/** What the provider said of a call that comes in. */
export interface Arrival {
  trunkId: TrunkId;
  /** The number that was called, as the provider names it. */
  called: string;
  /** As the provider says it; empty: nothing was said. */
  calling: string;
}

/** A client calls: core says whom to ring, or the number's own group is rung. A number that is not ours is refused (Q.850 cause 1, SIP 404). */
export async function clientCalls(
  house: CallHouse,
  channel: AriChannel,
  { trunkId, called, calling }: Arrival,
  begin: (call: LiveCall, work: () => Promise<void>) => void,
): Promise<void> {
  const number = house.lines.findNumber(trunkId, called);
  const known = number?.enabled ? number : null;
  const call = new LiveCall(
    newRecord({
      callId: newCallId(),
      state: 'arriving',
      direction: 'inbound',
      trunkId,
      channelId: known?.channelId ?? null,
      counterpart: calling === '' ? null : calling,
      language: known?.language ?? 'en',
    }),
    house,
  );
  call.addLeg({
    channel: channel.id,
    line: 'outside',
    employeeId: null,
    deviceId: null,
    by: 'route',
    place: 'alone',
    answeredAt: channel.state === 'Up' ? new Date().toISOString() : null,
  });
  if (!known) {
    const { callId } = call.record;
    house.log.info({ callId, trunkId, code: 'call.number-unknown' }, 'A call to a number that is not ours was refused');
    return begin(call, () => end(call, { by: 'system', cause: 1, outcome: 'refused' }));
  }
  const { plan, byFallback } = await planFor(house, call, known);
  begin(call, () => follow(call, plan, byFallback));
}

/** Asked again by a process that took the call over before it was answered. */
export async function askAgain(house: CallHouse, call: LiveCall, number: TrunkNumber): Promise<void> {
  const { plan, byFallback } = await planFor(house, call, number);
  await call.run(() => follow(call, plan, byFallback));
}

async function planFor(
  house: CallHouse,
  { record }: LiveCall,
  number: TrunkNumber,
): Promise<{ plan: RoutePlan; byFallback: boolean }> {
  const { callId, counterpart, startedAt } = record;
  try {
    const from = counterpart?.slice(0, 100) ?? null;
    const plan = await house.route({ callId, channelId: number.channelId, from, at: startedAt });
    return { plan, byFallback: false };
  } catch (error) {
    house.log.warn({ err: error, callId }, 'core did not say whom to ring: the number has a group of its own');
    return { plan: fallbackOf(number), byFallback: true };
  }
}

export function fallbackOf({ language, announcement, fallback }: TrunkNumber): RoutePlan {
  return {
    language,
    announcement,
    greeting: null,
    steps: fallback.length > 0 ? [{ targets: fallback, ringMs: fallbackRingMs }] : [],
    atEnd: {
      do: 'voicemail',
      prompt: { name: 'voicemail', language, evidence: null },
      maxSeconds: fallbackVoicemailSeconds,
    },
  };
}

async function follow(call: LiveCall, plan: RoutePlan, byFallback: boolean): Promise<void> {
  const { record, client } = call;
  if (call.over || call.state !== 'arriving' || !client) return;
  record.plan = { steps: plan.steps, atEnd: plan.atEnd };
  record.language = plan.language;
  record.recording = plan.recording ?? usualRecording;
  record.routedByFallback = byFallback;
  const prompts = [plan.announcement, plan.greeting].filter((prompt) => prompt !== null);
  if (prompts.length === 0) return beginSteps(call);
  call.move('greeting');
  if (client.answeredAt === null) await call.house.engine.ari.channels.answer(client.channel);
  call.answered(client, 'alone');
  await play(call, client, prompts);
}

/** An employee dials on a device of their own: core says whether they may, and how the other side is reached. */
export async function deviceCalls(
  house: CallHouse,
  channel: AriChannel,
  { userName, dialled }: { userName: string; dialled: string },
  begin: (call: LiveCall, work: () => Promise<void>) => void,
): Promise<void> {
  const device = house.lines.findDevice(userName);
  if (!device) return house.engine.ari.channels.hangUp(channel.id, 21);
  const { employeeId, deviceId } = device;
  const call = new LiveCall(
    newRecord({
      callId: newCallId(),
      state: 'arriving',
      direction: 'outbound',
      trunkId: null,
      channelId: null,
      counterpart: dialled,
      language: 'en',
    }),
    house,
  );
  const { callId, startedAt: at } = call.record;
  call.unspoken = true;
  call.addLeg({ channel: channel.id, line: 'staff', employeeId, deviceId, by: 'dialled', place: 'alone' });
  try {
    const asked = { callId, employeeId, deviceId, dialled: dialled.slice(0, 100), purpose: 'call', at } as const;
    const plan = await house.dial(asked);
    begin(call, async () => {
      if (call.over) return;
      const { record } = call;
      call.unspoken = false;
      switch (plan.way) {
        case 'refused':
          record.outcome = 'refused';
          record.refusedBy = plan.code;
          return part(call, plan.prompt, 21);
        case 'colleague':
          record.direction = 'internal';
          record.counterpart = plan.target.extension;
          return reach(call, plan);
        case 'outside': {
          record.channelId = plan.target.channelId;
          record.trunkId = plan.target.trunkId;
          record.counterpart = plan.target.to;
          record.recording = plan.recording ?? usualRecording;
          record.announce = plan.announcement ? [plan.announcement] : [];
          record.language = plan.announcement?.language ?? record.language;
          const { target, shownName, shownNumber } = plan;
          return reach(call, { way: 'outside', target, shownName, shownNumber });
        }
      }
    });
  } catch (error) {
    house.log.warn({ err: error, callId }, 'core did not say whether a call may be made: it is not');
    begin(call, () => end(call, { by: 'system', cause: 41, outcome: 'failed' }));
  }
}
