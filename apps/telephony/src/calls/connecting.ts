import type { Leg } from './call-record.js';
import type { LiveCall } from './live-call.js';

/**
 * Debian's Asterisk (22.10, patch 2016_opus_plc) drops every frame on its way into a translator whose RTP sequence number is behind the last one
 * that the translator saw. The recorder's translator lives as long as the client's leg: once another speaker's packets come to it, with numbers
 * of their own, half of all transfers were silence in the recording for minutes, although the client heard everything (measured: 4 of 8).
 * A mix has no such numbers. A bridge of this type is always a mix; the first conversation needs none, and passes its packets on as they are.
 */
const alwaysMixed = 'mixing,video_sfu';

/** The conversation's bridge, made when it is first needed. */
export async function bridgeOf(call: LiveCall): Promise<string> {
  const { record } = call;
  record.bridge ??= await newBridge(call, record.mixed);
  return record.bridge;
}

async function newBridge(call: LiveCall, mixed: boolean): Promise<string> {
  const id = call.newId('bridge');
  await call.house.engine.ari.bridges.create(id, mixed ? { type: alwaysMixed } : {});
  call.changed();
  return id;
}

/** Somebody else is going to speak with the client: from here on the conversation is a mix. */
async function mixFromNowOn(call: LiveCall): Promise<void> {
  const { record, house } = call;
  if (record.mixed) return;
  const before = record.bridge;
  record.mixed = true;
  record.bridge = await newBridge(call, true);
  const inIt = call.legs({ place: 'talk' }).map(({ channel }) => channel);
  if (inIt.length > 0) await house.engine.ari.bridges.add(record.bridge, inIt);
  if (before !== null) await call.quietly(house.engine.ari.bridges.destroy(before));
}

/** Takes a leg out of whatever it hears at present. */
async function quiet(call: LiveCall, leg: Leg): Promise<void> {
  const { channels } = call.house.engine.ari;
  if (leg.place === 'music') await call.quietly(channels.stopMusic(leg.channel));
  if (leg.place === 'alone' && leg.answeredAt !== null) await call.quietly(channels.stopRinging(leg.channel));
}

/**
 * Whoever waits and whoever has just answered hear each other; everybody else who still rings is told that it was answered elsewhere.
 * @param waiting everybody else who is to be in it; without it, those with whom nobody speaks
 */
export async function connect(call: LiveCall, leg: Leg, waiting: readonly Leg[] = waitingIn(call)): Promise<void> {
  const { record, house } = call;
  const { ari } = house.engine;
  const others = waiting.filter((each) => each !== leg);
  call.answered(leg, 'alone');
  const losers = call.legs({ place: 'ringing' }).filter(({ line }) => line !== 'listener');
  const dropping = call.drop(losers, 26);
  const joined = [...others, leg];
  await Promise.all([
    record.answeredAt === null ? bridgeOf(call) : mixFromNowOn(call),
    ...others.map(async (each) => {
      await quiet(call, each);
      if (each.answeredAt === null) await ari.channels.answer(each.channel);
    }),
  ]);
  await ari.bridges.add(await bridgeOf(call), channelsOf(joined));
  for (const each of joined) call.answered(each, 'talk');
  record.answeredAt ??= new Date().toISOString();
  call.move('talking');
  await dropping;
}

const waitingIn = (call: LiveCall): Leg[] =>
  call
    .legs()
    .filter(({ line, place }) => (line === 'outside' || line === 'staff') && (place === 'alone' || place === 'music'));

/** Out of the conversation, with music. */
export async function putOnMusic(call: LiveCall, legs: readonly Leg[]): Promise<void> {
  const { ari } = call.house.engine;
  const inBridge = channelsOf(legs.filter(({ place }) => place === 'talk'));
  if (inBridge.length > 0 && call.record.bridge !== null) await ari.bridges.remove(call.record.bridge, inBridge);
  await Promise.all(
    legs.filter(({ place }) => place !== 'music').map(({ channel }) => ari.channels.startMusic(channel)),
  );
  for (const leg of legs) call.put(leg, 'music');
}

/** Back into the conversation. @param newcomers they have not spoken in it before */
export async function rejoin(call: LiveCall, legs: readonly Leg[], newcomers: readonly Leg[] = []): Promise<void> {
  if (newcomers.length > 0) await mixFromNowOn(call);
  const all = [...legs, ...newcomers];
  for (const leg of all) await quiet(call, leg);
  const bridge = await bridgeOf(call);
  if (all.length > 0) await call.house.engine.ari.bridges.add(bridge, channelsOf(all));
  for (const leg of all) call.put(leg, 'talk');
}

const channelsOf = (legs: readonly Leg[]): string[] => legs.map(({ channel }) => channel);
