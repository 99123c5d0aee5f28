import type { EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { newRecord, type Leg, type Wanted } from './call-record.js';
import { putOnMusic, rejoin } from './connecting.js';
import { handOnRinging } from './handing.js';
import { notHeld, otherSideOf } from './holding.js';
import { LiveCall, newCallId } from './live-call.js';
import { ringDevices, ringOutside } from './ringing.js';

/** The client hears music, and the employee talks with somebody else first. @throws UserError `call.not-in-it`, `call.not-now`, `telephony.device-offline` */
export async function consult(call: LiveCall, employeeId: EmployeeId, wanted: Wanted): Promise<void> {
  const { house, record } = call;
  const { ari } = house.engine;
  const own = call.speaking(employeeId);
  if (call.state !== 'talking' && call.state !== 'held') throw new UserError('call.not-now');
  await putOnMusic(call, otherSideOf(call, employeeId));
  notHeld(call);
  if (record.bridge !== null && own.place === 'talk')
    await call.quietly(ari.bridges.remove(record.bridge, [own.channel]));
  record.consultBy = employeeId;
  call.mark('hold', employeeId);
  call.move('consulting');
  call.put(own, 'consult');
  const forMs = house.timing.consultMs;
  const rings =
    wanted.way === 'outside'
      ? (await ringOutside(call, wanted, { by: 'transfer', forMs })) !== null
      : (await ringDevices(call, [wanted.target], { by: 'transfer', forMs, header: 'X-Keepline-Ring' })) > 0;
  if (!rings) {
    await backToClient(call);
    throw new UserError('telephony.device-offline');
  }
  await call.quietly(ari.channels.ring(own.channel));
  call.after('consult', forMs);
}

/** Whoever is consulted has answered. */
export async function consultAnswered(call: LiveCall, leg: Leg): Promise<void> {
  const { house, record } = call;
  const { ari } = house.engine;
  call.cancel('consult');
  call.answered(leg, 'consult');
  await call.drop(call.legs({ place: 'ringing' }), 26);
  const both = call.legs({ place: 'consult' });
  const own = both.find(({ employeeId }) => employeeId === record.consultBy);
  if (own) await call.quietly(ari.channels.stopRinging(own.channel));
  const id = call.newId('bridge');
  await ari.bridges.create(id);
  record.consultBridge = id;
  await ari.bridges.add(
    id,
    both.map(({ channel }) => channel),
  );
}

/** The employee leaves, and the client talks with whoever was consulted. @throws UserError `call.not-now`, `call.not-in-it` */
export async function complete(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  const { own, other } = sideBySide(call, employeeId);
  if (!other) return handOnRinging(call, employeeId);
  call.mark('transfer', employeeId, { point: true });
  await call.drop(own);
  await joinAll(call, [], [other]);
}

/** All three talk. @throws UserError `call.not-now` also while nobody has answered, `call.not-in-it` */
export async function merge(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  const { own, other } = sideBySide(call, employeeId);
  if (!other) throw new UserError('call.not-now');
  call.mark('conference', employeeId);
  await joinAll(call, own, [other]);
}

/** Back to the client; whoever was consulted is let go. @throws UserError `call.not-now`, `call.not-in-it` */
export async function cancelConsulting(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  sideBySide(call, employeeId);
  await backToClient(call);
}

export async function backToClient(call: LiveCall): Promise<void> {
  const { consultBy } = call.record;
  const own = call.legs({ place: 'consult' }).filter(({ employeeId }) => employeeId === consultBy);
  const others = call.legs().filter(({ place, channel }) => {
    const isOwn = own.some((leg) => leg.channel === channel);
    return (place === 'ringing' || place === 'consult') && !isOwn;
  });
  await call.drop(others);
  for (const { channel } of own) await call.quietly(call.house.engine.ari.channels.stopRinging(channel));
  await joinAll(call, own);
}

async function joinAll(call: LiveCall, legs: readonly Leg[], newcomers: readonly Leg[] = []): Promise<void> {
  const { record, house } = call;
  call.cancel('consult');
  await rejoin(call, [...call.legs({ place: 'music' }), ...legs], newcomers);
  const { consultBridge } = record;
  record.consultBridge = null;
  record.consultBy = null;
  call.endMark('hold');
  call.move('talking');
  if (consultBridge !== null) await call.quietly(house.engine.ari.bridges.destroy(consultBridge));
}

/** The employee who consults, and who is being consulted, once they have answered. */
function sideBySide(call: LiveCall, employeeId: EmployeeId): { own: Leg[]; other: Leg | null } {
  if (call.state !== 'consulting') throw new UserError('call.not-now');
  if (call.record.consultBy !== employeeId) throw new UserError('call.not-in-it');
  const inIt = call.legs({ place: 'consult' });
  return {
    own: inIt.filter((leg) => leg.employeeId === employeeId),
    other: inIt.find((leg) => leg.employeeId !== employeeId) ?? null,
  };
}

/** Who is being consulted, also while they are still rung. */
export function consultedIn(call: LiveCall): Leg | null {
  const { consultBy, state } = call.record;
  if (state !== 'consulting') return null;
  return (
    call
      .legs()
      .find(
        ({ place, employeeId, line }) =>
          (place === 'ringing' || place === 'consult') && line !== 'listener' && employeeId !== consultBy,
      ) ?? null
  );
}

/**
 * The client has hung up, and two colleagues are in the middle of a word: they may finish it. It is a call of its own from here on, between
 * colleagues, and unrecorded as all of these are. Somebody outside who was consulted has no more to say to anybody.
 * @returns whether there was such a word
 */
export function finishTheirWord(call: LiveCall): boolean {
  const { house, record } = call;
  const both = call.legs({ line: 'staff', place: 'consult' });
  const other = both.find(({ employeeId }) => employeeId !== record.consultBy);
  if (both.length < 2 || !other?.employeeId || record.consultBridge === null) return false;
  const word = new LiveCall(
    newRecord({
      callId: newCallId(),
      ...{ state: 'talking', direction: 'internal', trunkId: null, channelId: null },
      counterpart: house.lines.findExtension(other.employeeId)?.extension ?? null,
      language: record.language,
      ...{ startedAt: other.rungAt, answeredAt: other.answeredAt, bridge: record.consultBridge, shown: record.shown },
    }),
    house,
  );
  record.consultBridge = null;
  house.take(word);
  for (const leg of both) {
    word.addLeg({ ...leg, by: 'dialled', place: 'talk', moved: false });
    leg.moved = true;
    call.close(leg, 16);
  }
  return true;
}

/** One of the side conversation hung up. */
export async function goneInConsult(call: LiveCall, leg: Leg): Promise<void> {
  const { consultBy } = call.record;
  if (leg.employeeId === consultBy && leg.place !== 'ringing') {
    // Whoever hangs up while consulting has handed the client on; alone with nobody, the client is nobody's.
    const other = call.legs({ place: 'consult' })[0];
    if (!other) return handOnRinging(call, leg.employeeId!);
    call.mark('transfer', consultBy, { point: true });
    return joinAll(call, [], [other]);
  }
  if (consultedIn(call) === null) await backToClient(call);
}
