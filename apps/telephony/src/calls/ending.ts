import type { CallEnded, Prompt } from '#libs/contracts';
import { beginVoicemail } from './voicemail.js';
import type { LiveCall } from './live-call.js';
import { notePlayed, play } from './playing.js';

/** Q.850 causes that say how the other side took it; everything else is a failure of the network. */
const outcomeOfCause: Readonly<Record<number, CallEnded['outcome']>> = {
  16: 'no-answer',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'no-answer',
  21: 'declined',
  31: 'no-answer',
};

export const outcomeOf = (cause: number | null): CallEnded['outcome'] =>
  (cause === null ? undefined : outcomeOfCause[cause]) ?? 'failed';

interface Ending {
  by: CallEnded['endedBy'];
  /** Q.850; told to whoever is still there. */
  cause: number | null;
  /** Where nobody of ours and the other side ever spoke. */
  outcome?: CallEnded['outcome'];
  /** When it really ended, where that is long ago; null: now. */
  at?: string | null;
}

/** The call is over, for everybody who is still in it. A second time it does nothing. */
export async function end(call: LiveCall, { by, cause, outcome, at = null }: Ending): Promise<void> {
  if (call.over) return;
  const { record, house } = call;
  call.stopTimers();
  record.due = {};
  notePlayed(call, true);
  record.endedAt = at ?? new Date().toISOString();
  record.endedBy = by;
  record.cause = cause;
  record.outcome = outcomeIn(call, outcome);
  for (const mark of record.marks) mark.to ??= record.endedAt;
  call.move('ended');
  const bridges = [record.bridge, record.consultBridge, ...record.listeners.map(({ bridge }) => bridge)];
  await call.drop(call.legs(), cause ?? 16);
  await Promise.all(
    bridges.filter((id) => id !== null).map((id) => call.quietly(house.engine.ari.bridges.destroy(id))),
  );
  house.conclude(call);
}

function outcomeIn({ record }: LiveCall, given: CallEnded['outcome'] | undefined): CallEnded['outcome'] {
  if (record.answeredAt !== null) return 'answered';
  if (record.voicemail?.spoken === true) return 'voicemail';
  return given ?? record.outcome ?? (record.direction === 'inbound' ? 'missed' : 'no-answer');
}

/** Nobody took the client's call: what the plan says for that. */
export async function callEndsUnanswered(call: LiveCall): Promise<void> {
  const atEnd = call.record.plan?.atEnd;
  if (!atEnd || !call.client) return end(call, { by: 'system', cause: 19 });
  switch (atEnd.do) {
    case 'voicemail':
      return beginVoicemail(call, atEnd.prompt);
    case 'hang-up':
      return part(call, atEnd.prompt, 19);
  }
}

/** A last prompt, and then the end. To an employee it is played before the answer, so that no telephone counts it as a call. */
export async function part(call: LiveCall, prompt: Prompt | null, cause: number): Promise<void> {
  const { client, house } = call;
  const { channels } = house.engine.ari;
  const hears = client ?? call.legs({ line: 'staff' })[0];
  if (!prompt || !hears) return end(call, { by: 'system', cause });
  call.move('parting');
  call.record.cause = cause;
  if (hears.place === 'music') await call.quietly(channels.stopMusic(hears.channel));
  if (hears.answeredAt !== null) {
    await call.quietly(channels.stopRinging(hears.channel));
  } else if (hears === client) {
    await channels.answer(hears.channel);
    call.answered(hears, 'alone');
  } else {
    await channels.progress(hears.channel);
  }
  await play(call, hears, [prompt]);
}
