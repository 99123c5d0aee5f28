import type { AriEvents } from '../engine/ari/ari-events.js';
import type { Leg, Wanted } from './call-record.js';
import { rejoin } from './connecting.js';
import { end } from './ending.js';
import { handOn } from './handing.js';
import { notHeld } from './holding.js';
import type { LiveCall } from './live-call.js';

type Transfer = AriEvents['ChannelTransfer'];

/** What REFER names (RFC 3515): `sip:101@host`, `<sip:+380…;user=phone@host>`, or the number alone. */
export function dialledIn(destination: string): string {
  const bare = /<([^>]*)>/.exec(destination)?.[1] ?? destination;
  const user = bare.replace(/^sips?:/i, '').split(/[@;?]/)[0] ?? '';
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/**
 * A device asked for a transfer. The engine leaves it to us (PJSIP_TRANSFER_HANDLING), and the device is told how it goes.
 * Blind: whoever it named is asked of core as if it had been dialled. Attended (RFC 3891): the device's second call is joined with the first.
 * Not to be called from within a call's queue: it waits for the queues of both.
 */
export async function deviceRefers(call: LiveCall, event: Transfer): Promise<void> {
  const { source_channel: source } = event.referred_by;
  const { destination_channel: second, requested_destination: named } = event.refer_to;
  const other = second ? call.house.findCallOf(second.id) : null;
  if (second && other && other !== call) return joinCalls({ call, leg: source.id }, { call: other, leg: second.id });
  const dialled = dialledIn(named.destination ?? '');
  const leg = call.findLeg(source.id);
  if (!leg?.employeeId || dialled === '') return tell(call, source.id, 'channel_declined');
  const { callId } = call.record;
  const { employeeId, deviceId } = leg;
  const at = new Date().toISOString();
  try {
    const asked = { callId, employeeId, deviceId, dialled: dialled.slice(0, 100), purpose: 'transfer', at } as const;
    const plan = await call.house.dial(asked);
    if (plan.way === 'refused') return await tell(call, source.id, 'channel_declined');
    await tell(call, source.id, 'channel_progress');
    await call.run(() => handOn(call, employeeId, plan, leg));
  } catch (error) {
    call.house.log.warn({ err: error, callId }, 'A transfer that a device asked for did not go');
    await tell(call, source.id, 'channel_unavailable');
  }
}

function tell(
  call: LiveCall,
  channel: string,
  state: Parameters<LiveCall['house']['engine']['ari']['channels']['transferProgress']>[1],
): Promise<void> {
  return call.quietly(call.house.engine.ari.channels.transferProgress(channel, state));
}

/** A call, and the transferring device's leg in it. */
interface Side {
  call: LiveCall;
  leg: string;
}

/**
 * Two calls of one device become one: the one that has a client goes on, the other ends, and its far end comes over.
 * @param asked where the device asked for it
 */
async function joinCalls(asked: Side, second: Side): Promise<void> {
  const [stays, goes] = asked.call.client || !second.call.client ? [asked, second] : [second, asked];
  const far = await goes.call.run(() => giveUp(goes));
  if (far === null) return tell(asked.call, asked.leg, 'channel_unavailable');
  await stays.call.run(async () => {
    const { call } = stays;
    const own = call.findLeg(stays.leg);
    if (far.legs.length === 0) {
      // The second call still rings: the client is handed on to whoever it was for.
      if (own?.employeeId && far.wanted) await handOn(call, own.employeeId, far.wanted, own);
      return;
    }
    const joined = far.legs.map((leg) => call.addLeg({ ...leg, by: 'transfer', moved: false }));
    if (own) call.mark('transfer', own.employeeId, { point: true });
    notHeld(call);
    await rejoin(call, call.legs({ place: 'music' }), joined);
    if (call.state === 'held') call.move('talking');
    await tell(asked.call, asked.leg, 'channel_answered');
    if (own) await call.drop([own]);
  });
  await goes.call.drop(goes.call.record.legs.filter(({ channel }) => channel === goes.leg));
}

/** The call ends, and its far end is left as it is at the engine, for another call to take. @returns null when there is no such call any more */
async function giveUp({ call, leg: deviceLeg }: Side): Promise<{ legs: Leg[]; wanted: Wanted | null } | null> {
  if (call.over) return null;
  const far = call
    .legs()
    .filter(({ channel, place, line }) => channel !== deviceLeg && place !== 'ringing' && /outside|staff/.test(line));
  const legs = far.map((leg) => ({ ...leg }));
  for (const leg of far) {
    leg.moved = true;
    call.close(leg, 16);
  }
  const own = call.findLeg(deviceLeg);
  if (own) call.close(own, 16);
  await end(call, { by: 'employee', cause: 16 });
  return { legs, wanted: call.record.wanted };
}
