import type { EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { Leg, Wanted } from './call-record.js';
import { connect, putOnMusic, rejoin } from './connecting.js';
import { callEndsUnanswered } from './ending.js';
import { notHeld, otherSideOf } from './holding.js';
import type { LiveCall } from './live-call.js';
import { ringDevices, ringOutside } from './ringing.js';

/**
 * A blind transfer: the client hears music, whoever is wanted is rung, and the employee is free at once.
 * @param referrer the device that asked by REFER: it stays until somebody answered, and is told how it goes
 * @throws UserError `call.not-in-it`, `call.not-now`
 */
export async function handOn(
  call: LiveCall,
  employeeId: EmployeeId,
  wanted: Wanted,
  referrer: Leg | null = null,
): Promise<void> {
  const own = referrer ?? call.speaking(employeeId);
  if (call.state !== 'talking' && call.state !== 'held') throw new UserError('call.not-now');
  await putOnMusic(call, otherSideOf(call, employeeId));
  call.record.handing = { why: 'transfer', from: employeeId, referrer: referrer?.channel ?? null, back: false };
  notHeld(call);
  call.mark('transfer', employeeId);
  call.move('handing');
  if (referrer) call.put(own, 'alone');
  else await call.drop(staffOf(call, employeeId));
  await ringWanted(call, wanted);
}

/**
 * The browser of the only one who spoke with the client is gone, perhaps to come back in a moment: a page that was loaded anew. Their devices ring
 * for a while, that of the page as soon as it is there again, and then it goes the way of a call that nobody took.
 */
export async function ringBackLost(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  await putOnMusic(call, otherSideOf(call, employeeId));
  call.record.handing = { why: 'lost', from: employeeId, referrer: null, back: true };
  notHeld(call);
  call.move('handing');
  await ringAgain(call, employeeId);
}

/** A consultation that is still ringing is handed on as it is. */
export async function handOnRinging(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  call.cancel('consult');
  call.record.consultBy = null;
  call.endMark('hold');
  call.record.handing = { why: 'transfer', from: employeeId, referrer: null, back: false };
  call.mark('transfer', employeeId);
  call.move('handing');
  await call.drop(staffOf(call, employeeId));
  call.after('handing', call.house.timing.handingMs);
}

const staffOf = (call: LiveCall, employeeId: EmployeeId): Leg[] =>
  call.legs({ line: 'staff', employeeId }).filter(({ place }) => place !== 'ringing');

async function ringWanted(call: LiveCall, wanted: Wanted): Promise<void> {
  const forMs = call.house.timing.handingMs;
  const rings =
    wanted.way === 'outside'
      ? (await ringOutside(call, wanted, { by: 'transfer', forMs })) !== null
      : (await ringDevices(call, [wanted.target], { by: 'transfer', forMs, header: 'X-Keepline-Ring' })) > 0;
  if (!rings) return handingFailed(call);
  call.after('handing', forMs);
}

async function ringAgain(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  const forMs = call.house.timing.backMs;
  const { extension } = call.house.lines.findExtension(employeeId) ?? { extension: '' };
  const shown = call.record.shown[employeeId] ?? { extension, shownName: '', shownNumber: '' };
  const target = { ...shown, extension, employeeId };
  const rings = await ringDevices(call, [target], { by: 'transfer', forMs, header: 'X-Keepline-Ring' });
  // Whoever was lost has until the end of that time to be there again.
  if (rings === 0 && call.record.handing?.why !== 'lost') return handingFailed(call);
  call.after('handing', forMs);
}

/** A device that was rung for it did not take it. @param cause Q.850 */
export async function handingRefused(call: LiveCall, cause: number | null): Promise<void> {
  if (call.legs({ place: 'ringing' }).some(({ line }) => line !== 'listener')) return;
  // Declined by a person; everything else is a page that is not there yet.
  const declined = cause === 17 || cause === 21;
  if (call.record.handing?.why === 'lost' && !declined) return;
  await handingFailed(call);
}

/** Somebody took it. */
export async function handingAnswered(call: LiveCall, leg: Leg): Promise<void> {
  const { handing } = call.record;
  call.cancel('handing');
  const referrer = handing?.referrer == null ? null : call.findLeg(handing.referrer);
  await connect(call, leg, call.legs({ place: 'music' }));
  handed(call);
  if (!referrer) return;
  await call.quietly(call.house.engine.ari.channels.transferProgress(referrer.channel, 'channel_answered'));
  await call.drop([referrer]);
}

/** Nobody took it: back to whoever handed it on, and if that fails too, as the plan says for a call that nobody took. */
export async function handingFailed(call: LiveCall): Promise<void> {
  const { handing } = call.record;
  call.cancel('handing');
  if (!handing) return;
  await call.drop(call.legs({ place: 'ringing' }));
  const referrer = handing.referrer === null ? null : call.findLeg(handing.referrer);
  if (referrer) {
    await call.quietly(call.house.engine.ari.channels.transferProgress(referrer.channel, 'channel_unavailable'));
    await rejoin(call, [...call.legs({ place: 'music' }), referrer]);
    handed(call);
    return call.move('talking');
  }
  if (!handing.back) {
    handing.back = true;
    return ringAgain(call, handing.from);
  }
  handed(call);
  await callEndsUnanswered(call);
}

function handed(call: LiveCall): void {
  call.record.handing = null;
  call.endMark('transfer');
}
