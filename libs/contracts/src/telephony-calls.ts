import { z } from 'zod';
import { defineAsk, defineEvent } from './define.js';
import { CallId, ChannelId, DeviceId, EmployeeId, EvidenceRef, Moment, TrunkId } from './ids.js';
import {
  EmergencyNumber,
  ExtensionNumber,
  PhoneNumber,
  Prompt,
  PromptLanguage,
  RecordingPolicy,
  RingTarget,
} from './telephony.js';

/** A call's number in the world, as the engine needs it; only inside an answer for one call. */
export const OutsideTarget = z.object({
  to: z.union([PhoneNumber, EmergencyNumber]),
  /** The company's number that the client sees. */
  channelId: ChannelId,
  trunkId: TrunkId,
  callerId: PhoneNumber,
});
export type OutsideTarget = z.infer<typeof OutsideTarget>;

// A call comes in -----------------------------------------------------------------------------------------------------

/**
 * Whom to ring, in turn. Within 1.5 s; without an answer telephony rings the number's own fallback group, recorded.
 * Asking again with the same call gives the same answer.
 */
export const routeCall = defineAsk('core.call.route.v1', {
  request: z.object({
    callId: CallId,
    channelId: ChannelId,
    /** As the provider says it, not normalised: `+380…`, `0441234567`, `anonymous`; null: nothing was said. */
    from: z.string().max(100).nullable(),
    at: Moment,
  }),
  reply: z.object({
    language: PromptLanguage,
    /** Played to the client before anybody is rung; null: nothing. */
    announcement: Prompt.nullable(),
    /** Played after the announcement: `closed` outside business hours; null: nothing. */
    greeting: Prompt.nullable(),
    /** One after the other; within a step all at once. May be empty: then the end comes at once. */
    steps: z.array(z.object({ targets: z.array(RingTarget).min(1), ringMs: z.int().min(1_000).max(300_000) })),
    /** What happens when nobody answered. */
    atEnd: z.discriminatedUnion('do', [
      z.object({ do: z.literal('voicemail'), prompt: Prompt, maxSeconds: z.int().min(5).max(600) }),
      z.object({ do: z.literal('hang-up'), prompt: Prompt.nullable() }),
    ]),
    recording: RecordingPolicy.optional(),
  }),
  timeoutMs: 1_500,
});
export type RoutePlan = z.infer<typeof routeCall.reply>;

// An employee calls ---------------------------------------------------------------------------------------------------

/** May this employee reach what they dialled, and how? Without an answer the call is refused: there is no fallback for what costs money. */
export const dialCall = defineAsk('core.call.dial.v1', {
  request: z.object({
    callId: CallId,
    employeeId: EmployeeId,
    deviceId: DeviceId.nullable(),
    /** As dialled: an extension, `*` and a client's short code, or a number. */
    dialled: z.string().max(100),
    purpose: z.enum(['call', 'transfer', 'conference']),
    at: Moment,
  }),
  reply: z.discriminatedUnion('way', [
    z.object({
      way: z.literal('outside'),
      target: OutsideTarget,
      /** For the employee's own display. */
      shownName: z.string().max(200),
      shownNumber: z.string().max(40),
      announcement: Prompt.nullable(),
      recording: RecordingPolicy.optional(),
    }),
    z.object({ way: z.literal('colleague'), target: RingTarget }),
    /** `call.not-a-client`, `call.country-refused`, `call.premium-refused`, `call.limit-reached`, `call.dialling-not-allowed`, `call.nobody`, `call.no-number` */
    z.object({ way: z.literal('refused'), code: z.string(), prompt: Prompt.nullable() }),
  ]),
  timeoutMs: 2_000,
});
export type DialPlan = z.infer<typeof dialCall.reply>;

/**
 * Ring the employee's own device first, then the client. The softphone that asked answers by itself: its INVITE carries the header
 * `X-Keepline-Call` with the call's id.
 * @throws UserError `telephony.device-offline`, `telephony.engine-away`, `telephony.trunk-off`
 */
export const placeCall = defineAsk('telephony.call.place.v1', {
  request: z.object({
    callId: CallId,
    employeeId: EmployeeId,
    extension: ExtensionNumber,
    /** Which of their devices; null: all that are online. */
    deviceId: DeviceId.nullable(),
    target: OutsideTarget,
    shownName: z.string().max(200),
    shownNumber: z.string().max(40),
    announcement: Prompt.nullable(),
    recording: RecordingPolicy.optional(),
  }),
  reply: z.object({ placed: z.literal(true) }),
  timeoutMs: 5_000,
});

// In the call ---------------------------------------------------------------------------------------------------------

const Joinable = z.discriminatedUnion('way', [
  z.object({ way: z.literal('colleague'), target: RingTarget }),
  z.object({ way: z.literal('outside'), target: OutsideTarget, shownName: z.string(), shownNumber: z.string() }),
]);
export type Joinable = z.infer<typeof Joinable>;

/**
 * What a person does in a live call from the page; core has decided that they may.
 * attended transfer: `consult` (the client hears music, the employee talks with the other), then `complete` or `cancel`; `merge` makes
 * a conference of the three. Listening: `listen` hears both, `whisper` is heard by the employee alone, `barge` by both.
 * @throws UserError `call.over`, `call.not-in-it`, `call.not-now`, `telephony.device-offline`
 */
export const controlCall = defineAsk('telephony.call.control.v1', {
  request: z.object({
    callId: CallId,
    employeeId: EmployeeId,
    act: z.discriminatedUnion('do', [
      z.object({ do: z.literal('hang-up') }),
      z.object({ do: z.literal('hold') }),
      z.object({ do: z.literal('resume') }),
      z.object({ do: z.literal('pause-recording') }),
      z.object({ do: z.literal('resume-recording') }),
      z.object({ do: z.literal('dtmf'), digits: z.string().regex(/^[0-9*#A-D]{1,30}$/) }),
      z.object({ do: z.literal('transfer'), to: Joinable }),
      z.object({ do: z.literal('consult'), to: Joinable }),
      z.object({ do: z.literal('complete') }),
      z.object({ do: z.literal('cancel') }),
      z.object({ do: z.literal('merge') }),
      z.object({
        do: z.literal('listen'),
        mode: z.enum(['listen', 'whisper', 'barge']),
        extension: ExtensionNumber,
        deviceId: DeviceId.nullable(),
      }),
    ]),
  }),
  reply: z.object({ done: z.literal(true) }),
  timeoutMs: 5_000,
});
export type CallAct = z.infer<typeof controlCall.request>['act'];

//  ringing ─► talking ◄─► held
//     │          └────┬────┘
//     └───────────────┴──► ended
export const CallPhase = z.enum(['ringing', 'talking', 'held', 'ended']);
export type CallPhase = z.infer<typeof CallPhase>;
export const CallDirection = z.enum(['inbound', 'outbound', 'internal']);

/** A live call as it is now; told whenever that changes. */
export const callChanged = defineEvent(
  'telephony.call.changed.v1',
  z.object({
    callId: CallId,
    /** Grows with every change of one call: a consumer ignores a lower one that arrives late. */
    revision: z.int().nonnegative(),
    at: Moment,
    direction: CallDirection,
    /** The company's number; null for a call between colleagues. */
    channelId: ChannelId.nullable(),
    /** The outside party as the provider or the caller named it; null where nothing is known. */
    counterpart: z.string().nullable(),
    phase: CallPhase,
    startedAt: Moment,
    answeredAt: Moment.nullable(),
    /** Whose devices ring now. */
    ringing: z.array(EmployeeId),
    /** Who speaks with the client now, also while the client is on hold. */
    talking: z.array(EmployeeId),
    /** Managers who listen. */
    listening: z.array(z.object({ employeeId: EmployeeId, mode: z.enum(['listen', 'whisper', 'barge']) })),
    /** The employee who is being consulted during an attended transfer. */
    consulted: EmployeeId.nullable(),
    recordingPaused: z.boolean(),
  }),
);
export type CallChanged = z.infer<typeof callChanged.schema>;

export const CallOutcome = z.enum([
  /** Somebody of ours and the other side spoke. */
  'answered',
  /** It rang, or waited, and the caller gave up. */
  'missed',
  /** Nobody answered, and the caller left a message. */
  'voicemail',
  /** Outgoing: the other side was busy, did not answer, or declined. */
  'busy',
  'no-answer',
  'declined',
  /** The provider or the engine could not. */
  'failed',
  /** Policy said no. */
  'refused',
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

/** A call is over: the whole record of it. Its original (the same as JSON, with the engine's own identifiers) is evidence. */
export const callEnded = defineEvent(
  'telephony.call.ended.v1',
  z.object({
    callId: CallId,
    /** Higher than that of every `callChanged` of the call. */
    revision: z.int().nonnegative(),
    direction: CallDirection,
    channelId: ChannelId.nullable(),
    counterpart: z.string().nullable(),
    startedAt: Moment,
    /** When somebody of ours and the other side were first connected. */
    answeredAt: Moment.nullable(),
    endedAt: Moment,
    outcome: CallOutcome,
    /** Q.850; null where there was none. */
    cause: z.int().nullable(),
    endedBy: z.enum(['client', 'employee', 'system']).nullable(),
    /** Everybody of ours who was rung or spoke, in order. */
    legs: z.array(
      z.object({
        employeeId: EmployeeId,
        deviceId: DeviceId.nullable(),
        rungAt: Moment,
        answeredAt: Moment.nullable(),
        endedAt: Moment,
        /** How they came into it. */
        by: z.enum(['route', 'dialled', 'transfer', 'conference', 'fallback']),
      }),
    ),
    /** What the client heard of us before the conversation, and when. */
    played: z.array(z.object({ prompt: Prompt, from: Moment, to: Moment })),
    /** Pauses of the recording, holds, transfers, listeners: what a player shows on the line. */
    marks: z.array(
      z.object({
        is: z.enum(['hold', 'recording-paused', 'transfer', 'conference', 'listening', 'cut']),
        from: Moment,
        to: Moment.nullable(),
        employeeId: EmployeeId.nullable(),
      }),
    ),
    /** Whether a recording follows; otherwise why not (`call.nothing-said`: nobody was connected). */
    recording: z.enum(['follows', 'none']),
    noRecordingCode: z.string().nullable(),
    /** core did not answer, and the fallback group was rung. */
    routedByFallback: z.boolean(),
    /** The engine or the gateway died in it: what was said until then is kept. */
    cut: z.boolean(),
    evidence: EvidenceRef,
  }),
);
export type CallEnded = z.infer<typeof callEnded.schema>;
