import { OperationalError } from '#libs/errors';

/** Everything that can go wrong between us and the engine, by stable code. */
export type EngineCode =
  | 'telephony.engine-away'
  | 'telephony.engine-slow'
  | 'telephony.engine-locked'
  | 'telephony.engine-failed'
  | 'telephony.engine-refused'
  | 'telephony.channel-gone'
  | 'telephony.channel-elsewhere'
  | 'telephony.bridge-gone'
  | 'telephony.playback-gone'
  | 'telephony.recording-gone'
  | 'telephony.endpoint-unknown'
  | 'telephony.pause-impossible';

/** The engine's error, translated once at the door. `said` is its own words, cut: they may name a number, so they stay out of logs. */
export class EngineTrouble extends OperationalError {
  constructor(
    override readonly code: EngineCode,
    readonly said: string | null = null,
    cause?: unknown,
  ) {
    super(code, {}, { cause });
  }
}

/** What it was about is no longer there: for whoever tidies up, that is as good as done. */
export const isGone = (error: unknown): boolean => error instanceof EngineTrouble && /-gone$/.test(error.code);
