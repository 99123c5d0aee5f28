import type { Prompt } from '#libs/contracts';
import { afterPrompts } from './after-prompts.js';
import type { Leg } from './call-record.js';
import type { LiveCall } from './live-call.js';

/** One prompt after the other; what comes then is for the call's state to say. A prompt that cannot be played is passed over. */
export async function play(call: LiveCall, leg: Leg, prompts: readonly Prompt[]): Promise<void> {
  const { house, record } = call;
  const [prompt, ...rest] = prompts;
  if (!prompt) return afterPrompts(call);
  const id = call.newId('play');
  const from = new Date().toISOString();
  record.playing = { id, channel: leg.channel, prompt, from, rest };
  house.claim(id, call);
  try {
    await house.engine.ari.channels.play(leg.channel, id, await house.mediaOf(prompt));
    call.after('prompt', house.timing.promptMs);
    call.changed();
  } catch (error) {
    house.log.warn({ err: error, callId: record.callId, prompt: prompt.name }, 'A prompt could not be played');
    record.playing = null;
    await play(call, leg, rest);
  }
}

/** @param heard false: the engine could not play it */
export async function promptEnded(call: LiveCall, id: string, heard: boolean): Promise<void> {
  const { playing } = call.record;
  if (playing?.id !== id) return;
  notePlayed(call, heard);
  const leg = call.findLeg(playing.channel);
  if (leg) await play(call, leg, playing.rest);
}

/** What the client heard of us belongs to the record of the call, also when it broke off in the middle. */
export function notePlayed(call: LiveCall, heard: boolean): void {
  const { playing, played } = call.record;
  call.record.playing = null;
  call.cancel('prompt');
  if (!playing || !heard) return;
  const leg = call.record.legs.find(({ channel }) => channel === playing.channel);
  if (leg?.line === 'outside')
    played.push({ prompt: playing.prompt, from: playing.from, to: new Date().toISOString() });
  call.changed();
}
