import type { dialCall, DialPlan, Prompt, RequestOf, routeCall, RoutePlan } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import type { Engine } from '../engine/engine.js';
import type { LineBook } from './line-book.js';
import type { LiveCall } from './live-call.js';

/** How long things may take in a call. */
export interface CallTiming {
  /** An employee's own device, before the client is called. */
  summonMs: number;
  /** The other side of an outgoing call. */
  reachMs: number;
  consultMs: number;
  /** Whoever a call is handed on to. */
  handingMs: number;
  /** The devices of somebody whose browser was closed in the conversation, or whose transfer nobody took. */
  backMs: number;
  /** A prompt that the engine does not end. */
  promptMs: number;
  voicemailSilenceS: number;
  /** A pause of the recording ends by itself: a page that was closed must not leave the rest of a call unrecorded. */
  pausedMs: number;
}

export const usualCallTiming: CallTiming = {
  summonMs: 30_000,
  reachMs: 90_000,
  consultMs: 30_000,
  handingMs: 30_000,
  backMs: 20_000,
  promptMs: 60_000,
  voicemailSilenceS: 6,
  pausedMs: 120_000,
};

/** What the calls of this process share. */
export interface CallHouse {
  readonly engine: Engine;
  readonly lines: LineBook;
  readonly log: Logger;
  readonly timing: CallTiming;
  /** Where the engine finds the prompt: `sound:…`. */
  mediaOf(prompt: Prompt): Promise<string>;
  /** Whether somebody speaks in a message that the engine recorded. */
  isSpoken(message: string): Promise<boolean>;
  route(request: RequestOf<typeof routeCall>): Promise<RoutePlan>;
  dial(request: RequestOf<typeof dialCall>): Promise<DialPlan>;
  /** From now on this call lives here. */
  take(call: LiveCall): void;
  /** From now on what happens to this channel is this call's matter. */
  claim(channel: string, call: LiveCall): void;
  findCallOf(channel: string): LiveCall | null;
  /** The call has changed: it is written down and told, soon. */
  note(call: LiveCall): void;
  /** The call is over. */
  conclude(call: LiveCall): void;
}
