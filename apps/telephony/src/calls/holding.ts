import type { EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { Leg } from './call-record.js';
import { putOnMusic, rejoin } from './connecting.js';
import type { LiveCall } from './live-call.js';

/** Who hears music while this employee does something else: the clients; in a call between colleagues, the others. */
export function otherSideOf(call: LiveCall, employeeId: EmployeeId): Leg[] {
  const inIt = call.legs().filter(({ place }) => place === 'talk' || place === 'music');
  const outside = inIt.filter(({ line }) => line === 'outside');
  return outside.length > 0 ? outside : inIt.filter((leg) => leg.line === 'staff' && leg.employeeId !== employeeId);
}

/** @throws UserError `call.not-in-it`, `call.not-now` */
export async function hold(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  call.speaking(employeeId);
  if (call.state !== 'talking') throw new UserError('call.not-now');
  await putOnMusic(call, otherSideOf(call, employeeId));
  held(call, employeeId, false);
}

/** Anybody of ours who is in the call may take it back. @throws UserError `call.not-in-it`, `call.not-now` */
export async function resume(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  call.speaking(employeeId);
  if (call.state !== 'held') throw new UserError('call.not-now');
  await resumed(call);
}

/** Everybody who hears music is back in the conversation. */
export async function resumed(call: LiveCall): Promise<void> {
  await rejoin(call, call.legs({ place: 'music' }));
  notHeld(call);
  call.move('talking');
}

function held(call: LiveCall, employeeId: EmployeeId, device: boolean): void {
  call.record.heldBy = { employeeId, device };
  call.mark('hold', employeeId);
  call.move('held');
}

export function notHeld(call: LiveCall): void {
  call.record.heldBy = null;
  call.endMark('hold');
}

/**
 * A device put the call on hold by itself (re-INVITE). With two in the bridge the engine plays music to the other one, and the legs stay where they
 * are; in a mix it does not, so we do. In a conference the others go on.
 */
export async function deviceHolds(call: LiveCall, leg: Leg): Promise<void> {
  const alone = call.legs({ place: 'talk' }).length <= 2;
  if (call.state !== 'talking' || leg.place !== 'talk' || leg.employeeId === null || !alone) return;
  if (call.record.mixed) await putOnMusic(call, otherSideOf(call, leg.employeeId));
  held(call, leg.employeeId, true);
}

export async function deviceResumes(call: LiveCall, leg: Leg): Promise<void> {
  const { heldBy } = call.record;
  if (call.state === 'held' && heldBy?.device && heldBy.employeeId === leg.employeeId) await resumed(call);
}
