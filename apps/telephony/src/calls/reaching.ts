import { UserError } from '#libs/errors';
import type { placeCall, RequestOf } from '#libs/contracts';
import type { CallHouse } from './call-house.js';
import { newRecord, usualRecording, type Leg, type Wanted } from './call-record.js';
import { connect } from './connecting.js';
import { end, outcomeOf } from './ending.js';
import type { Device } from './line-book.js';
import { LiveCall } from './live-call.js';
import { play } from './playing.js';
import { ringDevices, ringOutside } from './ringing.js';

/**
 * From the page: the employee's own devices ring first.
 * @param take makes the call known before the first of its events can come
 * @throws UserError `telephony.device-offline`, `telephony.engine-away`, `telephony.trunk-off`
 */
export async function summon(
  house: CallHouse,
  order: RequestOf<typeof placeCall>,
  take: (call: LiveCall) => void,
): Promise<void> {
  const { callId, employeeId, deviceId, target, shownName, shownNumber, extension } = order;
  if (!house.engine.isUp) throw new UserError('telephony.engine-away');
  if (!house.lines.findTrunk(target.trunkId)?.usable) throw new UserError('telephony.trunk-off');
  const mayRing = ({ online, deviceId: one }: Device) => online && (deviceId ?? one) === one;
  if (!house.lines.devicesOf(employeeId).some(mayRing)) throw new UserError('telephony.device-offline');
  const call = new LiveCall(
    newRecord({
      callId,
      state: 'summoning',
      direction: 'outbound',
      trunkId: target.trunkId,
      channelId: target.channelId,
      counterpart: target.to,
      language: order.announcement?.language ?? 'en',
      wanted: { way: 'outside', target, shownName, shownNumber },
      announce: order.announcement ? [order.announcement] : [],
      recording: order.recording ?? usualRecording,
    }),
    house,
  );
  take(call);
  const forMs = house.timing.summonMs;
  await call.run(async () => {
    const own = { employeeId, extension, shownName, shownNumber };
    const rung = await ringDevices(call, [own], { by: 'dialled', forMs, header: 'X-Keepline-Call', deviceId });
    if (rung > 0) return call.after('summon', forMs);
    await end(call, { by: 'system', cause: 20, outcome: 'failed' });
    throw new UserError('telephony.device-offline');
  });
}

/** The employee's device was taken up: now the other side. */
export async function summoned(call: LiveCall, leg: Leg): Promise<void> {
  call.cancel('summon');
  call.answered(leg, 'alone');
  await call.drop(call.legs({ line: 'staff', place: 'ringing' }), 26);
  if (call.record.wanted) await reach(call, call.record.wanted);
}

/** Nobody took up the employee's own device. */
export async function summonFailed(call: LiveCall): Promise<void> {
  await end(call, { by: 'employee', cause: 19, outcome: 'failed' });
}

/** The other side is rung; the employee hears it ringing. */
export async function reach(call: LiveCall, wanted: Wanted): Promise<void> {
  const { house, record } = call;
  record.wanted = wanted;
  call.move('reaching');
  const caller = call.legs({ line: 'staff', place: 'alone' })[0];
  if (caller) await call.quietly(house.engine.ari.channels.ring(caller.channel));
  const forMs = house.timing.reachMs;
  const rings =
    wanted.way === 'outside'
      ? (await ringOutside(call, wanted, { by: 'dialled', forMs })) !== null
      : (await ringDevices(call, [wanted.target], { by: 'dialled', forMs, header: 'X-Keepline-Ring' })) > 0;
  if (!rings) return reachFailed(call, wanted.way === 'outside' ? 34 : 20);
  if (wanted.way === 'outside' && caller?.employeeId) {
    const { shownName, shownNumber } = wanted;
    const { extension } = house.lines.findExtension(caller.employeeId) ?? { extension: '' };
    record.shown[caller.employeeId] = { extension, shownName, shownNumber };
  }
  call.after('reach', forMs);
}

/** The other side answered: a client hears that the call is recorded before anybody speaks. */
export async function reached(call: LiveCall, leg: Leg): Promise<void> {
  const { record } = call;
  call.cancel('reach');
  if (leg.line === 'staff' || record.announce.length === 0) return connect(call, leg);
  call.answered(leg, 'alone');
  call.move('announcing');
  await play(call, leg, record.announce);
}

/** @param cause Q.850, told to the employee's device as well */
export async function reachFailed(call: LiveCall, cause: number | null): Promise<void> {
  await end(call, { by: cause === 34 || cause === null ? 'system' : 'client', cause, outcome: outcomeOf(cause) });
}
