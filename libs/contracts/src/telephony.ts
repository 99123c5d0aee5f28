import { z } from 'zod';
import { defineAsk, defineEvent } from './define.js';
import { CallId, ChannelId, DeviceId, EmployeeId, EvidenceRef, Moment, TrunkId } from './ids.js';

/** E.164 with the plus sign: `+380441234567`. */
export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{4,14}$/)
  .brand<'PhoneNumber'>();
export type PhoneNumber = z.infer<typeof PhoneNumber>;

/** What a colleague or a device dials inside the company: two to six digits. */
export const ExtensionNumber = z.string().regex(/^\d{2,6}$/);

/** What calls for help: `112`. It is dialled as it is, in every format. */
export const EmergencyNumber = z.string().regex(/^\d{2,6}$/);

export const PromptLanguage = z.enum(['ru', 'uk', 'en']);
export type PromptLanguage = z.infer<typeof PromptLanguage>;

/**
 * Something that is played to a client. `recorded`: the call is recorded; `closed`: outside business hours; `voicemail`: leave a
 * message after the tone; `busy`: nobody is free; `refused`: this call cannot be made (played to an employee).
 */
export const PromptName = z.enum(['recorded', 'closed', 'voicemail', 'busy', 'refused']);
export type PromptName = z.infer<typeof PromptName>;

export const Prompt = z.object({
  name: PromptName,
  language: PromptLanguage,
  /** WAV, one channel, 16 bit, 8,000 Hz; null: the one that the product brings. */
  evidence: EvidenceRef.nullable(),
});
export type Prompt = z.infer<typeof Prompt>;

/** Somebody to ring, and what their device may show: the client's name and number as this employee may see them, masked where they may not. */
export const RingTarget = z.object({
  employeeId: EmployeeId,
  extension: ExtensionNumber,
  shownName: z.string().max(200),
  /** Never more than this employee may see; a short code (`*1042`) or a masked number otherwise. */
  shownNumber: z.string().max(40),
});
export type RingTarget = z.infer<typeof RingTarget>;

/** How the sound of a call is kept. Where an order leaves it out: FLAC, without the engine's own files. */
export const RecordingPolicy = z.object({
  format: z.enum(['flac', 'opus']),
  /** The engine's files as they were are evidence too. */
  keepOriginals: z.boolean(),
});
export type RecordingPolicy = z.infer<typeof RecordingPolicy>;

// Provider accounts and numbers ---------------------------------------------------------------------------------------

/** How a provider's trunk is reached. */
export const TrunkSettings = z.object({
  host: z.string().min(1).max(253),
  /** null: 5060, for TLS 5061. */
  port: z.int().min(1).max(65_535).nullable(),
  transport: z.enum(['udp', 'tcp', 'tls']),
  /** RFC 4568: media encrypted, or the call is not made. */
  srtp: z.boolean(),
  /** We register with the provider; false: it knows us by our address, and we it by its own. */
  registration: z.boolean(),
  user: z.string().max(200).nullable(),
  /** Where the provider wants another name for the password than for the account. */
  authUser: z.string().max(200).nullable(),
  /** The domain of our address in what we send; null: the host. */
  fromDomain: z.string().max(253).nullable(),
  /** Addresses (CIDR) whose calls are the provider's, besides the host's own. */
  allowedFrom: z.array(z.string().max(50)).max(20),
  /** How the provider writes numbers: `+380441234567`, `380441234567`, or as they are dialled inside the country, `0441234567`. */
  numberFormat: z.enum(['plus', 'digits', 'national']),
  /** ISO 3166-1 alpha-2: how a number without a country code is read. */
  country: z.string().regex(/^[A-Z]{2}$/),
  codecs: z
    .array(z.enum(['alaw', 'ulaw', 'g722']))
    .min(1)
    .default(['alaw', 'ulaw']),
  /** How many calls it carries at once; null: no limit is known. */
  maxCalls: z.int().min(1).max(10_000).nullable(),
});
export type TrunkSettings = z.infer<typeof TrunkSettings>;

/** A company number on a trunk: which channel it is, and whom to ring when core does not answer in time. */
export const TrunkNumber = z.object({
  channelId: ChannelId,
  number: PhoneNumber,
  /** Other ways in which the provider names it as the called number. */
  aliases: z.array(z.string().min(1).max(60)).max(20),
  enabled: z.boolean(),
  language: PromptLanguage,
  fallback: z.array(RingTarget).max(50),
  /** What the client hears before the conversation, also when core does not answer; null: nothing is announced. */
  announcement: Prompt.nullable(),
});
export type TrunkNumber = z.infer<typeof TrunkNumber>;

/** The whole of a trunk as it shall be from now on. Its password crosses the bus sealed (purpose `trunk-password`); null: the kept one. */
export const saveTrunk = defineAsk('telephony.trunk.save.v1', {
  request: z.object({
    trunkId: TrunkId,
    settings: TrunkSettings,
    password: z.string().nullable(),
    enabled: z.boolean(),
    numbers: z.array(TrunkNumber).max(1_000),
  }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});

export const TrunkCheck = z.object({
  step: z.enum(['engine', 'resolve', 'reach', 'register']),
  ok: z.boolean(),
  /** `telephony.password-refused`, `telephony.provider-silent`, `telephony.name-unknown`, `telephony.tls-refused`, …; null when it went well. */
  code: z.string().nullable(),
  /** The provider's own words, cut, never a secret. */
  detail: z.string().nullable(),
});
export type TrunkCheck = z.infer<typeof TrunkCheck>;

export const testTrunk = defineAsk('telephony.trunk.test.v1', {
  request: z.object({ trunkId: TrunkId.nullable(), settings: TrunkSettings, password: z.string().nullable() }),
  reply: z.object({ checks: z.array(TrunkCheck) }),
  timeoutMs: 25_000,
});

export const trunkChanged = defineEvent(
  'telephony.trunk.changed.v1',
  z.object({
    trunkId: TrunkId,
    state: z.enum(['off', 'connecting', 'online', 'waiting']),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    at: Moment,
  }),
);
export type TrunkChanged = z.infer<typeof trunkChanged.schema>;

// Employees' devices --------------------------------------------------------------------------------------------------

export const SipDevice = z.object({
  deviceId: DeviceId,
  /** softphone: the page, over the web socket; desk: a telephone or a SIP program. */
  kind: z.enum(['softphone', 'desk']),
  /** The SIP user name, unique in the company; letters, digits, hyphen. */
  user: z.string().regex(/^[a-z0-9-]{4,64}$/),
  /** HA1 of RFC 2617 (MD5 of user:realm:password, hex), sealed under the master key (purpose `sip-ha1`). The password itself is kept nowhere. */
  sealedHa1: z.string(),
  label: z.string().max(100),
});
export type SipDevice = z.infer<typeof SipDevice>;

/** The realm of every device's password. */
export const sipRealm = 'keepline';

/**
 * The whole of an employee's telephone as it shall be from now on: devices that are not named any more lose their registration at once.
 * `hangUp`: their live calls end too (a leaver, by policy).
 */
export const saveExtension = defineAsk('telephony.extension.save.v1', {
  request: z.object({
    employeeId: EmployeeId,
    extension: ExtensionNumber,
    name: z.string().max(200),
    devices: z.array(SipDevice).max(20),
    hangUp: z.boolean(),
  }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});

export const presenceChanged = defineEvent(
  'telephony.presence.changed.v1',
  z.object({
    employeeId: EmployeeId,
    devices: z.array(z.object({ deviceId: DeviceId, online: z.boolean(), userAgent: z.string().max(200).nullable() })),
    at: Moment,
  }),
);
export type PresenceChanged = z.infer<typeof presenceChanged.schema>;

// The engine ----------------------------------------------------------------------------------------------------------

//  absent ─► installing ─► starting ─► up ─► down ─► starting
export const engineChanged = defineEvent(
  'telephony.engine.changed.v1',
  z.object({
    state: z.enum(['absent', 'installing', 'starting', 'up', 'down']),
    /** `telephony.engine-missing`, `telephony.engine-too-old`, `telephony.engine-crashed`, `telephony.install-failed`, …; null when all is well. */
    code: z.string().nullable(),
    detail: z.string().nullable(),
    version: z.string().nullable(),
    /** Where it comes from: given by its address, found on PATH, or fetched by us. */
    source: z.enum(['url', 'path', 'installed']).nullable(),
    progress: z
      .object({
        step: z.enum(['resolve', 'download', 'unpack']),
        done: z.int().nonnegative(),
        total: z.int().nonnegative(),
      })
      .nullable(),
    at: Moment,
  }),
);
export type EngineChanged = z.infer<typeof engineChanged.schema>;

/** Consent was given: fetch the engine from Debian's signed packages. Answers at once; `engineChanged` tells how it goes. */
export const installEngine = defineAsk('telephony.engine.install.v1', {
  request: z.object({}),
  reply: z.object({ begun: z.boolean() }),
  timeoutMs: 5_000,
});

/** Addresses that are kept out now, because somebody guessed from there. */
export const listBlocks = defineAsk('telephony.blocks.list.v1', {
  request: z.object({}),
  reply: z.object({
    blocked: z.array(
      z.object({
        /** IPv4 or IPv6, as text. */
        address: z.string().max(45),
        /** Wrong passwords, before it was blocked. */
        failures: z.int(),
        /** How often it has been blocked; each time for longer. */
        times: z.int(),
        until: Moment,
      }),
    ),
  }),
  timeoutMs: 5_000,
});

/** Let an address in again before its time; its next block is a first one. */
export const liftBlock = defineAsk('telephony.block.lift.v1', {
  request: z.object({ address: z.string().max(45) }),
  /** false: it was not blocked. */
  reply: z.object({ lifted: z.boolean() }),
  timeoutMs: 5_000,
});

/** Where the engine takes SIP over WebSocket (RFC 7118), for core's door to it. On loopback. */
export const sipDoor = defineAsk('telephony.sip.door.v1', {
  request: z.object({}),
  reply: z.object({ url: z.url().nullable() }),
  timeoutMs: 2_000,
});

/** Something that somebody must look at. */
export const alarmRaised = defineEvent(
  'telephony.alarm.raised.v1',
  z.object({
    /** `telephony.address-blocked`, `telephony.call-unrecorded`, `telephony.call-unseen`, `telephony.disk-full`, `telephony.engine-crashed`, … */
    code: z.string(),
    callId: CallId.nullable(),
    employeeId: EmployeeId.nullable(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    at: Moment,
  }),
);
export type AlarmRaised = z.infer<typeof alarmRaised.schema>;

/** Words become a prompt: WAV as in {@link Prompt}. @throws UserError `telephony.no-voice`: no program that speaks is here; upload a recording */
export const speakPrompt = defineAsk('telephony.prompt.speak.v1', {
  request: z.object({ text: z.string().min(1).max(1_000), language: PromptLanguage }),
  reply: z.object({ evidence: EvidenceRef, durationMs: z.int() }),
  timeoutMs: 20_000,
});
