import type {
  CallEnded,
  CallId,
  ChannelId,
  DeviceId,
  EmployeeId,
  OutsideTarget,
  Prompt,
  RecordingPolicy,
  RingTarget,
  RoutePlan,
  TrunkId,
} from '#libs/contracts';
import type { CallState } from './call-moves.js';

/** Where a leg is now. */
export type Place =
  /** Not answered yet. */
  | 'ringing'
  /** Answered, and with nobody: it waits, or hears ringing or a prompt. */
  | 'alone'
  /** In the conversation. */
  | 'talk'
  /** Out of it, with music. */
  | 'music'
  /** In the side conversation of an attended transfer. */
  | 'consult'
  /** A manager's, who listens. */
  | 'listening';

/** One channel of the engine that belongs to the call. */
export interface Leg {
  /** The engine's id: its own, or the one that we gave. */
  channel: string;
  /** `outside`: through a trunk; recorded from its answer on. `snoop`: a listener's ear. */
  line: 'outside' | 'staff' | 'listener' | 'snoop';
  employeeId: EmployeeId | null;
  deviceId: DeviceId | null;
  by: CallEnded['legs'][number]['by'];
  place: Place;
  rungAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  /** Q.850 */
  cause: number | null;
  /** It went on in another call, and its recording with it. */
  moved: boolean;
}

/** Who is rung for a transfer, a consultation or a conference. */
export type Wanted =
  | { way: 'colleague'; target: RingTarget }
  | { way: 'outside'; target: OutsideTarget; shownName: string; shownNumber: string };

export type Shown = Pick<RingTarget, 'extension' | 'shownName' | 'shownNumber'>;

export interface Handing {
  why: 'transfer' | 'lost';
  /** Whom it is handed on from: they are rung again when nobody takes it. */
  from: EmployeeId;
  /** The device that asked for it by REFER and waits for how it goes. */
  referrer: string | null;
  /** They are being rung again already. */
  back: boolean;
}

export interface Listener {
  employeeId: EmployeeId;
  mode: 'listen' | 'whisper' | 'barge';
  /** The manager's own leg. */
  channel: string;
  snoop: string | null;
  /** The bridge of the two; null while they are in the conversation itself. */
  bridge: string | null;
}

export interface Playing {
  id: string;
  channel: string;
  prompt: Prompt;
  from: string;
  /** What is played after it. */
  rest: Prompt[];
}

/** Everything that is known of a call, and everything by which another process can go on with it. Kept as JSON. */
export interface CallRecord {
  callId: CallId;
  revision: number;
  state: CallState;
  direction: CallEnded['direction'];
  channelId: ChannelId | null;
  trunkId: TrunkId | null;
  counterpart: string | null;
  language: Prompt['language'];
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  legs: Leg[];
  /** How many ids have been given to legs, playbacks and bridges. */
  counted: number;
  bridge: string | null;
  /** Several have spoken with the client: see connecting.ts. */
  mixed: boolean;
  consultBridge: string | null;
  plan: Pick<RoutePlan, 'steps' | 'atEnd'> | null;
  step: number;
  /** Who or what is called, for an outgoing or internal call. */
  wanted: Wanted | null;
  /** Played to the client before the conversation. */
  announce: Prompt[];
  playing: Playing | null;
  played: CallEnded['played'];
  marks: CallEnded['marks'];
  /** What employees' devices show for this call. */
  shown: Record<EmployeeId, Shown>;
  heldBy: { employeeId: EmployeeId; device: boolean } | null;
  consultBy: EmployeeId | null;
  handing: Handing | null;
  listeners: Listener[];
  recordingPaused: boolean;
  recording: RecordingPolicy;
  /** The recording of a message: its name at the engine. */
  voicemail: { name: string; startedAt: string | null; spoken: boolean | null } | null;
  /** Why policy said no. */
  refusedBy: string | null;
  routedByFallback: boolean;
  /** Moments at which something is due, by what. */
  due: Partial<Record<TimerName, string>>;
  outcome: CallEnded['outcome'] | null;
  cause: number | null;
  endedBy: CallEnded['endedBy'];
  cut: boolean;
  /** It was cut for us alone: the engine recorded it to its end. */
  soundWhole: boolean;
}

export type TimerName = 'step' | 'summon' | 'reach' | 'consult' | 'handing' | 'prompt' | 'voicemail' | 'paused';

export const usualRecording: RecordingPolicy = { format: 'flac', keepOriginals: false };

export function newRecord(
  given: Pick<CallRecord, 'callId' | 'direction' | 'channelId' | 'trunkId' | 'counterpart' | 'language' | 'state'> &
    Partial<CallRecord>,
): CallRecord {
  return {
    revision: 0,
    startedAt: new Date().toISOString(),
    answeredAt: null,
    endedAt: null,
    legs: [],
    counted: 0,
    bridge: null,
    mixed: false,
    consultBridge: null,
    plan: null,
    step: -1,
    wanted: null,
    announce: [],
    playing: null,
    played: [],
    marks: [],
    shown: {},
    heldBy: null,
    consultBy: null,
    handing: null,
    listeners: [],
    recordingPaused: false,
    recording: usualRecording,
    voicemail: null,
    refusedBy: null,
    routedByFallback: false,
    due: {},
    outcome: null,
    cause: null,
    endedBy: null,
    cut: false,
    soundWhole: false,
    ...given,
  };
}
