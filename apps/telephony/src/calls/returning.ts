import type { DeviceId, EmployeeId } from '#libs/contracts';
import { pause } from '#libs/supervision';
import type { Leg } from './call-record.js';
import { legGone } from './leg-events.js';
import type { LiveCall } from './live-call.js';
import { ringDevices } from './ringing.js';

/** Q.850 41, a temporary failure: the page says it of itself when it goes away in mid-call (sip-leg.ts), and we say it of those that could not. */
export const lineLost = 41;

/** Packets of sound come 50 times a second, also of somebody who is muted: in so long a time none is nobody. */
const silentMs = 1_500;

/**
 * The registration of a device went with its connection. Somebody who speaks by it may only have another network in a moment, and goes on
 * speaking; or they are gone. Their sound tells, long before the engine would say that nothing came. Not to be called from within a call's queue.
 */
export async function lookForSound(call: LiveCall, leg: Leg, signal: AbortSignal): Promise<void> {
  const { channels } = call.house.engine.ari;
  const received = async () => (await channels.rtpStatistics(leg.channel)).rxcount;
  try {
    const before = await received();
    await pause(silentMs, signal);
    if (signal.aborted || (await received()) !== before) return;
  } catch (error) {
    // It has ended, which is told anyway; or nothing can be said of it.
    call.house.log.debug({ err: error, callId: call.record.callId }, 'Nothing is known of the sound of a leg');
    return;
  }
  await call.run(async () => {
    if (leg.endedAt !== null || call.over) return;
    await call.quietly(channels.hangUp(leg.channel, lineLost));
    await legGone(call, leg, lineLost);
  });
}

/**
 * Whoever was lost in the middle of a conversation is there again, and has it back: the page answers by itself what it was in.
 * @param arrivedAt when the device registered: what has rung it since then rings it where it is
 */
export async function rungOnReturn(
  call: LiveCall,
  employeeId: EmployeeId,
  deviceId: DeviceId,
  arrivedAt: string,
): Promise<void> {
  const { handing, due } = call.record;
  if (call.state !== 'handing' || handing?.why !== 'lost' || handing.from !== employeeId) return;
  const ringing = call.legs({ place: 'ringing', employeeId }).filter((leg) => leg.deviceId === deviceId);
  if (ringing.some(({ rungAt }) => rungAt >= arrivedAt)) return;
  // What rings it at its old address reaches nobody.
  await call.drop(ringing);
  const forMs = due.handing === undefined ? call.house.timing.backMs : Date.parse(due.handing) - Date.now();
  const shown = call.record.shown[employeeId] ?? { shownName: '', shownNumber: '' };
  const { extension } = call.house.lines.findExtension(employeeId) ?? { extension: '' };
  const target = { ...shown, extension, employeeId };
  await ringDevices(call, [target], {
    by: 'transfer',
    forMs: Math.max(forMs, 1_000),
    header: 'X-Keepline-Ring',
    deviceId,
  });
}
