import { answeredInStep, goneInStep, nextStep } from './ringing.js';
import type { Leg, TimerName } from './call-record.js';
import { backToClient, consultAnswered, finishTheirWord, goneInConsult } from './consulting.js';
import { end, outcomeOf } from './ending.js';
import { handingAnswered, handingFailed, handingRefused, ringBackLost } from './handing.js';
import { listenerAnswered, listenerGone, staffChanged } from './listening.js';
import type { LiveCall } from './live-call.js';
import { endPause } from './pausing.js';
import { promptEnded } from './playing.js';
import { reached, reachFailed, summoned, summonFailed } from './reaching.js';
import { callerLeftVoicemail, messageEnded } from './voicemail.js';

/** Q.850: the device said goodbye itself. Everything else, in the middle of a conversation, is a line that was lost. */
const goodbye = new Set([16, 17, 21, 26, 31]);

/** A leg that we rang was answered. */
export async function legAnswered(call: LiveCall, leg: Leg): Promise<void> {
  // After a gap it is both seen and told.
  if (leg.answeredAt !== null) return;
  if (leg.line === 'listener') return listenerAnswered(call, leg);
  switch (call.state) {
    case 'ringing':
      await answeredInStep(call, leg);
      break;
    case 'summoning':
      await summoned(call, leg);
      break;
    case 'reaching':
      await reached(call, leg);
      break;
    case 'consulting':
      await consultAnswered(call, leg);
      break;
    case 'handing':
      await handingAnswered(call, leg);
      break;
    case 'arriving':
    case 'greeting':
    case 'announcing':
    case 'talking':
    case 'held':
    case 'voicemail':
    case 'parting':
    case 'ended':
      // Too late: somebody else was quicker, or the call has gone on without it.
      await call.drop([leg], 26);
      return;
  }
  await staffChanged(call);
}

/** A leg has ended. @param cause Q.850, where the engine told one */
export async function legGone(call: LiveCall, leg: Leg, cause: number | null): Promise<void> {
  const { place } = leg;
  call.close(leg, cause);
  if (leg.line === 'listener' || leg.line === 'snoop') return listenerGone(call, leg);
  if (call.over) return;
  await (leg.line === 'outside' ? outsideGone(call, leg, place, cause) : staffGone(call, leg, place, cause));
  await staffChanged(call);
}

async function outsideGone(call: LiveCall, leg: Leg, place: Leg['place'], cause: number | null): Promise<void> {
  switch (call.state) {
    case 'reaching':
      return reachFailed(call, cause);
    case 'voicemail':
      return callerLeftVoicemail(call);
    case 'consulting':
      if (place === 'ringing' || place === 'consult') return goneInConsult(call, { ...leg, place });
      finishTheirWord(call);
      break;
    case 'handing':
      if (place === 'ringing') return handingRefused(call, cause);
      break;
    case 'talking':
    case 'held':
      // A conference goes on as long as one of ours talks with one of theirs.
      if (call.legs({ line: 'outside' }).length > 0 && call.legs({ line: 'staff' }).length > 0) return;
      break;
    case 'arriving':
    case 'greeting':
    case 'ringing':
    case 'summoning':
    case 'announcing':
    case 'parting':
    case 'ended':
      break;
  }
  await end(call, { by: 'client', cause, at: leg.endedAt });
}

async function staffGone(call: LiveCall, leg: Leg, place: Leg['place'], cause: number | null): Promise<void> {
  switch (call.state) {
    case 'ringing':
      return goneInStep(call);
    case 'summoning':
      return noneRings(call) ? summonFailed(call) : undefined;
    case 'reaching':
      if (place !== 'ringing') return end(call, { by: 'employee', cause: 16, outcome: 'no-answer' });
      // A colleague's devices: the last one says how it was taken.
      return noneRings(call) ? end(call, { by: 'employee', cause, outcome: outcomeOf(cause) }) : undefined;
    case 'handing':
      if (place === 'ringing') return handingRefused(call, cause);
      // The device that asked by REFER has gone: it waits no longer.
      if (call.record.handing?.referrer === leg.channel) call.record.handing.referrer = null;
      return;
    case 'consulting':
      if (place === 'ringing' || place === 'consult') return goneInConsult(call, { ...leg, place });
      break;
    case 'talking':
    case 'held':
      return leftConversation(call, leg, cause);
    case 'arriving':
    case 'announcing':
    case 'parting':
      break;
    case 'greeting':
    case 'voicemail':
    case 'ended':
      return;
  }
  await end(call, { by: 'employee', cause });
}

async function leftConversation(call: LiveCall, leg: Leg, cause: number | null): Promise<void> {
  const left = call.legs({ line: 'staff' }).filter(({ place }) => place !== 'ringing');
  const clients = call.legs({ line: 'outside' });
  if (left.length + clients.length >= 2 && left.length > 0) return;
  if (clients.length > 0 && leg.employeeId !== null && cause !== null && !goodbye.has(cause))
    return ringBackLost(call, leg.employeeId);
  await end(call, { by: 'employee', cause: 16 });
}

const noneRings = (call: LiveCall): boolean => call.legs({ place: 'ringing' }).every(({ line }) => line === 'listener');

/** The time for something is over. */
export async function timeIsUp(call: LiveCall, name: TimerName): Promise<void> {
  const { record } = call;
  switch (name) {
    case 'step':
      return nextStep(call);
    case 'paused':
      return endPause(call);
    case 'summon':
      return summonFailed(call);
    case 'reach':
      return reachFailed(call, 19);
    case 'consult':
      return backToClient(call);
    case 'handing':
      return handingFailed(call);
    case 'prompt':
      return record.playing ? promptEnded(call, record.playing.id, false) : undefined;
    case 'voicemail':
      return record.voicemail ? messageEnded(call, record.voicemail.name) : undefined;
  }
}
