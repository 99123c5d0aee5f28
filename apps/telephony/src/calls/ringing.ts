import type { DeviceId, RingTarget } from '#libs/contracts';
import { dialDevice, dialTrunk } from '../engine/endpoints.js';
import type { Leg, Wanted } from './call-record.js';
import { connect } from './connecting.js';
import { callEndsUnanswered } from './ending.js';
import type { LiveCall } from './live-call.js';
import { asDialled } from './number-format.js';
import { callerIdOf } from './shown.js';

/** The engine ends a ringing leg by itself a little later than we would: it must not ring for ever when we are gone. */
const engineGraceS = 5;

interface Ring {
  by: Leg['by'];
  forMs: number;
  /** The header that tells the page what this call is: `X-Keepline-Ring` shows a card, `X-Keepline-Call` is answered by itself. */
  header: 'X-Keepline-Ring' | 'X-Keepline-Call';
  /** null: every device that is online. */
  deviceId?: DeviceId | null;
}

/**
 * Rings all devices of all these people at once.
 * @returns how many ring: of nobody who is online, none
 */
export async function ringDevices(call: LiveCall, targets: readonly RingTarget[], ring: Ring): Promise<number> {
  const { house, record } = call;
  const started = targets.flatMap((target) => {
    record.shown[target.employeeId] = target;
    return house.lines
      .devicesOf(target.employeeId)
      .filter(({ online, deviceId }) => online && (ring.deviceId ?? deviceId) === deviceId)
      .map(({ deviceId, userName }) => {
        const { employeeId } = target;
        const leg = call.addLeg({ channel: call.newId('leg'), line: 'staff', employeeId, deviceId, by: ring.by });
        return originate(call, leg, {
          endpoint: dialDevice(userName),
          extension: 'colleague',
          callerId: callerIdOf(target),
          timeoutS: Math.ceil(ring.forMs / 1_000) + engineGraceS,
          header: ring.header,
        });
      });
  });
  return (await Promise.all(started)).filter(Boolean).length;
}

/** Rings a number outside. @returns the leg, or null where the trunk cannot be used */
export async function ringOutside(
  call: LiveCall,
  { target }: Extract<Wanted, { way: 'outside' }>,
  { by, forMs }: Pick<Ring, 'by' | 'forMs'>,
): Promise<Leg | null> {
  const trunk = call.house.lines.findTrunk(target.trunkId);
  if (!trunk?.usable) return null;
  const leg = call.addLeg({
    channel: call.newId('leg'),
    line: 'outside',
    employeeId: null,
    deviceId: null,
    by,
  });
  const rings = await originate(call, leg, {
    endpoint: dialTrunk(target.trunkId, asDialled(target.to, trunk.settings)),
    extension: 'client',
    callerId: asDialled(target.callerId, trunk.settings),
    timeoutS: Math.ceil(forMs / 1_000) + engineGraceS,
  });
  return rings ? leg : null;
}

interface Origination {
  endpoint: string;
  /** Where an answer leads, in the dialplan's context `dialled`. */
  extension: 'colleague' | 'client';
  callerId: string;
  timeoutS: number;
  header?: Ring['header'] | 'X-Keepline-Listen';
}

/** @returns whether it rings: a device that has just gone is no reason to stop the others */
export async function originate(
  call: LiveCall,
  leg: Leg,
  { endpoint, extension, callerId, timeoutS, header }: Origination,
): Promise<boolean> {
  const { callId } = call.record;
  try {
    await call.house.engine.ari.channels.originate(leg.channel, {
      endpoint,
      context: 'dialled',
      extension,
      callerId,
      timeoutS,
      variables: { KEEPLINE_CALL: callId, ...(header ? { [`PJSIP_HEADER(add,${header})`]: callId } : {}) },
    });
    return true;
  } catch (error) {
    call.house.log.info({ err: error, callId }, 'A line could not be rung');
    call.close(leg, null);
    return false;
  }
}

// A client calls: step by step ------------------------------------------------------------------------------------------

/** The client hears ringing, and the first step begins. */
export async function beginSteps(call: LiveCall): Promise<void> {
  call.move('ringing');
  call.record.step = -1;
  if (call.client) await call.quietly(call.house.engine.ari.channels.ring(call.client.channel));
  await nextStep(call);
}

/** Those who ring are let go, and the next step's devices ring; a step of which nobody is online is passed over. */
export async function nextStep(call: LiveCall): Promise<void> {
  const { record } = call;
  call.cancel('step');
  await call.drop(call.legs({ line: 'staff', place: 'ringing' }));
  for (;;) {
    record.step += 1;
    const step = record.plan?.steps[record.step];
    if (!step) return callEndsUnanswered(call);
    const by = record.routedByFallback ? 'fallback' : 'route';
    const ringing = await ringDevices(call, step.targets, { by, forMs: step.ringMs, header: 'X-Keepline-Ring' });
    if (ringing === 0) continue;
    call.after('step', step.ringMs);
    return;
  }
}

/** Somebody took it. */
export async function answeredInStep(call: LiveCall, leg: Leg): Promise<void> {
  call.cancel('step');
  await connect(call, leg);
}

/** A device was busy, declined or vanished: the others go on ringing; with the last of them the step is over. */
export async function goneInStep(call: LiveCall): Promise<void> {
  if (call.legs({ line: 'staff', place: 'ringing' }).length === 0) await nextStep(call);
}
