import type { Leg } from './call-record.js';
import type { LiveCall } from './live-call.js';

/** The conversation's bridge, made when it is first needed. */
export async function bridgeOf(call: LiveCall): Promise<string> {
  const { record, house } = call;
  if (record.bridge === null) {
    const id = call.newId('bridge');
    await house.engine.ari.bridges.create(id);
    record.bridge = id;
    call.changed();
  }
  return record.bridge;
}

/** Takes a leg out of whatever it hears at present. */
async function quiet(call: LiveCall, leg: Leg): Promise<void> {
  const { channels } = call.house.engine.ari;
  if (leg.place === 'music') await call.quietly(channels.stopMusic(leg.channel));
  if (leg.place === 'alone' && leg.answeredAt !== null) await call.quietly(channels.stopRinging(leg.channel));
}

/**
 * Whoever waits and whoever has just answered hear each other; everybody else who still rings is told that it was answered elsewhere.
 * @param waiting everybody else who is to be in it; without it, the client
 */
export async function connect(call: LiveCall, leg: Leg, waiting: readonly Leg[] = waitingIn(call)): Promise<void> {
  const { record, house } = call;
  const { ari } = house.engine;
  call.answered(leg, 'alone');
  const losers = call.legs({ place: 'ringing' }).filter(({ line }) => line !== 'listener');
  const dropping = call.drop(losers, 26);
  const joined = [...waiting, leg];
  await Promise.all([
    bridgeOf(call),
    ...waiting.map(async (each) => {
      await quiet(call, each);
      if (each.answeredAt === null) await ari.channels.answer(each.channel);
    }),
  ]);
  await ari.bridges.add(
    await bridgeOf(call),
    joined.map(({ channel }) => channel),
  );
  for (const each of joined) call.answered(each, 'talk');
  record.answeredAt ??= new Date().toISOString();
  call.move('talking');
  await dropping;
}

/** Those with whom nobody speaks at the moment. */
const waitingIn = (call: LiveCall): Leg[] =>
  call
    .legs()
    .filter(({ line, place }) => (line === 'outside' || line === 'staff') && (place === 'alone' || place === 'music'));

/** Out of the conversation, with music. */
export async function putOnMusic(call: LiveCall, legs: readonly Leg[]): Promise<void> {
  const { ari } = call.house.engine;
  const inBridge = legs.filter(({ place }) => place === 'talk').map(({ channel }) => channel);
  if (inBridge.length > 0 && call.record.bridge !== null) await ari.bridges.remove(call.record.bridge, inBridge);
  await Promise.all(
    legs.filter(({ place }) => place !== 'music').map(({ channel }) => ari.channels.startMusic(channel)),
  );
  for (const leg of legs) call.put(leg, 'music');
}

/** Back into the conversation. */
export async function rejoin(call: LiveCall, legs: readonly Leg[]): Promise<void> {
  for (const leg of legs) await quiet(call, leg);
  const bridge = await bridgeOf(call);
  await call.house.engine.ari.bridges.add(
    bridge,
    legs.map(({ channel }) => channel),
  );
  for (const leg of legs) call.put(leg, 'talk');
}
