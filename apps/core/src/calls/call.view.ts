import { z } from 'zod';
import { CallDirection, CallOutcome, CallPhase } from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';

export const CallMark = z.object({
  is: z.enum(['hold', 'recording-paused', 'transfer', 'conference', 'listening', 'cut']),
  from: z.iso.datetime(),
  to: z.iso.datetime().nullable(),
  employee: PersonRef.nullable(),
});

export const CallView = z
  .object({
    id: z.uuid(),
    direction: CallDirection,
    phase: CallPhase,
    outcome: CallOutcome.nullable(),
    /** Why policy said no (`call.premium-refused`); only with the outcome `refused`. */
    refusedCode: z.string().nullable(),
    /** The company's number; null between colleagues. */
    channel: z.object({ id: z.uuid(), name: z.string(), number: z.string() }).nullable(),
    client: PersonRef.nullable(),
    /** The outside party as this viewer may see it: whole or masked; null: hidden, or between colleagues. */
    shown: z.string().nullable(),
    startedAt: z.iso.datetime(),
    answeredAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    /** Of the conversation; null where there was none, or it goes on. */
    durationMs: z.int().nullable(),
    /** From the first ring to the answer or to the end; null while it rings. */
    waitMs: z.int().nullable(),
    employee: PersonRef.nullable(),
    ringing: z.array(PersonRef),
    talking: z.array(PersonRef),
    listening: z.array(z.object({ employee: PersonRef, mode: z.enum(['listen', 'whisper', 'barge']) })),
    consulted: PersonRef.nullable(),
    recordingPaused: z.boolean(),
    recordingId: z.uuid().nullable(),
    /** Why there is no recording (`call.nothing-said`, `recording.no-file`); null: there is one, or it is on its way. */
    missing: z.string().nullable(),
    interactionId: z.uuid().nullable(),
    conversationId: z.uuid().nullable(),
    marks: z.array(CallMark),
    /** The engine or the gateway died in it: what was said until then is kept. */
    cut: z.boolean(),
    transcript: z.enum(['none', 'waiting', 'done', 'failed']),
    form: z.object({ due: z.boolean(), values: z.record(z.string(), z.string()) }),
    /** The viewer is in it, or was. */
    mine: z.boolean(),
    may: z.object({ control: z.boolean(), listen: z.boolean(), place: z.boolean(), form: z.boolean() }),
  })
  .meta({ id: 'Call' });
export type CallView = z.infer<typeof CallView>;

/** From a card: the number itself never comes near the page. */
export const NewClientCall = z.object({
  contactPointId: z.uuid(),
  /** Which company number the client sees; without it the one of their last call. */
  channelId: z.uuid().optional(),
  /** Which of one's devices rings first; without it all that are online. */
  deviceId: z.uuid().optional(),
});
export type NewClientCall = z.infer<typeof NewClientCall>;

/** From the dial pad. */
export const NewDialledCall = z.object({
  /** A number, an extension, or `*` and a client's short code. */
  to: z.string().trim().min(1).max(40),
  channelId: z.uuid().optional(),
  deviceId: z.uuid().optional(),
});
export type NewDialledCall = z.infer<typeof NewDialledCall>;

const ActTarget = z.union([
  z.object({ employeeId: z.uuid() }),
  z.object({ clientId: z.uuid(), contactPointId: z.uuid() }),
  z.object({ dialled: z.string().trim().min(1).max(40) }),
]);
export type ActTarget = z.infer<typeof ActTarget>;

export const NewAct = z.discriminatedUnion('do', [
  z.object({ do: z.literal('hang-up') }),
  z.object({ do: z.literal('hold') }),
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('pause-recording') }),
  z.object({ do: z.literal('resume-recording') }),
  z.object({ do: z.literal('dtmf'), digits: z.string().regex(/^[0-9*#A-D]{1,30}$/) }),
  z.object({ do: z.literal('transfer'), to: ActTarget }),
  z.object({ do: z.literal('consult'), to: ActTarget }),
  z.object({ do: z.literal('complete') }),
  z.object({ do: z.literal('cancel') }),
  z.object({ do: z.literal('merge') }),
]);
export type NewAct = z.infer<typeof NewAct>;

export const NewListening = z.object({
  mode: z.enum(['listen', 'whisper', 'barge']),
  deviceId: z.uuid().nullable().default(null),
});
export type NewListening = z.infer<typeof NewListening>;

export const CallPlacement = z.union([
  z.object({ clientId: z.uuid() }),
  z.object({ newClient: z.object({ kind: z.enum(['person', 'company']), name: z.string().trim().min(1).max(200) }) }),
]);
export type CallPlacement = z.infer<typeof CallPlacement>;

export const CallMatchView = z
  .object({
    client: PersonRef,
    /** Their letters carry the number; they write from a company whose letters carry it; all but its last digits; a letter of these days. */
    because: z.enum(['signature', 'same-company', 'similar-number', 'recent-letter']),
  })
  .meta({ id: 'CallMatch' });
export type CallMatchView = z.infer<typeof CallMatchView>;

export const CallForm = z.object({ values: z.record(z.string().max(40), z.string().trim().max(2_000)) });
export type CallForm = z.infer<typeof CallForm>;
