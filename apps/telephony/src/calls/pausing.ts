import type { EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { LiveCall } from './live-call.js';

/**
 * For payment data: silence is written instead of what is said, so that the length stays true; when is marked.
 * @throws UserError `call.not-in-it`, `call.not-now`; EngineTrouble `telephony.pause-impossible`: then nothing is paused
 */
export async function pauseRecording(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  call.speaking(employeeId);
  if (call.record.recordingPaused || call.legs({ line: 'outside' }).length === 0) throw new UserError('call.not-now');
  await mute(call, true);
  call.record.recordingPaused = true;
  call.mark('recording-paused', employeeId);
  call.after('paused', call.house.timing.pausedMs);
}

/** @throws UserError `call.not-in-it`, `call.not-now` */
export async function resumeRecording(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  call.speaking(employeeId);
  await endPause(call);
}

/** By whoever paused it, or by the clock. @throws UserError `call.not-now` */
export async function endPause(call: LiveCall): Promise<void> {
  if (!call.record.recordingPaused) throw new UserError('call.not-now');
  await mute(call, false);
  call.cancel('paused');
  call.record.recordingPaused = false;
  call.endMark('recording-paused');
}

async function mute(call: LiveCall, on: boolean): Promise<void> {
  for (const { channel, answeredAt } of call.legs({ line: 'outside' }))
    if (answeredAt !== null) await call.house.engine.ami.muteMixMonitor(channel, on);
}
