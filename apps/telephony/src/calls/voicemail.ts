import type { Prompt } from '#libs/contracts';
import { isGone } from '../engine/engine.errors.js';
import { end } from './ending.js';
import type { LiveCall } from './live-call.js';
import { play } from './playing.js';

/** Longer than the engine needs to close a message after its caller hung up. */
const closingMs = 2_000;

/** Nobody is free: the client is asked for a message. */
export async function beginVoicemail(call: LiveCall, prompt: Prompt): Promise<void> {
  const { client } = call;
  if (!client) return end(call, { by: 'system', cause: 16 });
  const { channels } = call.house.engine.ari;
  call.move('voicemail');
  if (client.place === 'music') await call.quietly(channels.stopMusic(client.channel));
  if (client.answeredAt === null) await channels.answer(client.channel);
  else await call.quietly(channels.stopRinging(client.channel));
  call.answered(client, 'alone');
  await play(call, client, [prompt]);
}

/** After the tone; silence or # ends it. */
export async function recordMessage(call: LiveCall): Promise<void> {
  const { record, house, client } = call;
  const atEnd = record.plan?.atEnd;
  if (!client || record.voicemail) return;
  const maxSeconds = atEnd?.do === 'voicemail' ? atEnd.maxSeconds : 120;
  const name = call.newId('message');
  record.voicemail = { name, startedAt: new Date().toISOString(), spoken: null };
  house.claim(name, call);
  call.after('voicemail', (maxSeconds + 30) * 1_000);
  call.changed();
  await house.engine.ari.channels.record(client.channel, {
    name,
    format: 'wav',
    maxDurationS: maxSeconds,
    maxSilenceS: house.timing.voicemailSilenceS,
    beep: true,
    terminateOn: '#',
  });
}

/** The client hung up: if they had begun to speak, the engine closes the file first. */
export async function callerLeftVoicemail(call: LiveCall): Promise<void> {
  if (!call.record.voicemail) return end(call, { by: 'client', cause: 16 });
  call.record.endedBy = 'client';
  call.after('voicemail', closingMs);
}

/** The engine has closed the message, or it is time to take it for closed. */
export async function messageEnded(call: LiveCall, name: string): Promise<void> {
  const { record } = call;
  if (call.state !== 'voicemail' || record.voicemail?.name !== name) return;
  call.cancel('voicemail');
  record.voicemail.spoken = await call.house.isSpoken(name);
  await end(call, { by: record.endedBy ?? 'client', cause: 16 });
}

/** A process that took the call over asks whether the message is still being spoken. */
export async function checkMessage(call: LiveCall): Promise<void> {
  const name = call.record.voicemail?.name;
  if (name === undefined) return;
  const live = await call.house.engine.ari.recordings.live(name).then(
    ({ state }) => state === 'recording' || state === 'queued',
    (error: unknown) => !isGone(error),
  );
  if (!live) await messageEnded(call, name);
}
