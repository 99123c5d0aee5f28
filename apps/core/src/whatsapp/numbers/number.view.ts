import { z } from 'zod';
import { WhatsappCheck, WhatsappNumberSettings, WhatsappNumberState, WhatsappTemplate } from '#libs/contracts';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { WhatsappPolicy } from '../whatsapp-policy.js';

const Linked = z.object({
  since: z.iso.datetime(),
  /** The account's own number, E.164. */
  number: z.string(),
  name: z.string().nullable(),
  platform: z.string().nullable(),
});

/** A company number on WhatsApp, and how it is. */
export const WhatsappNumberView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    team: PersonRef.nullable(),
    enabled: z.boolean(),
    number: z.string(),
    driver: z.enum(['web', 'cloud']),
    state: WhatsappNumberState,
    /** Why it does not work (`whatsapp.logged-out`); null when all is well. */
    code: z.string().nullable(),
    /** The provider's own words; only for those who manage numbers. */
    detail: z.string().nullable(),
    stateAt: z.iso.datetime(),
    linked: Linked.nullable(),
    battery: z.object({ percent: z.int(), charging: z.boolean() }).nullable(),
    phoneOnline: z.boolean().nullable(),
    lastEventAt: z.iso.datetime().nullable(),
    lastInboundAt: z.iso.datetime().nullable(),
    lastOutboundAt: z.iso.datetime().nullable(),
    /** Messages of ours that still wait. */
    queued: z.int(),
    canary: z.object({ sentAt: z.iso.datetime(), returnedAt: z.iso.datetime().nullable() }).nullable(),
    quality: z.object({ rating: z.string(), limit: z.string().nullable() }).nullable(),
    /** While history or an outage is being taken over. */
    progress: z.object({ done: z.int(), total: z.int() }).nullable(),
    /** Grows when a QR or a code is new: whoever shows one asks for it again. */
    linkingRevision: z.int(),
    /** What is given to Meta as the callback; of the Cloud API, and for those who manage numbers. */
    webhookUrl: z.string().nullable(),
    hasSecrets: z.object({ accessToken: z.boolean(), appSecret: z.boolean(), verifyToken: z.boolean() }),
    /** Somebody has read what a linked device risks. */
    riskAcceptedAt: z.iso.datetime().nullable(),
    /** Only for those who manage numbers; never a secret. */
    settings: WhatsappNumberSettings.nullable(),
    policy: WhatsappPolicy,
  })
  .meta({ id: 'WhatsappNumber' });
export type WhatsappNumberView = z.infer<typeof WhatsappNumberView>;

const secret = z.string().min(1).max(2_000).nullable();
/** What is left out, or null, stays as it is. */
const Secrets = z
  .object({
    accessToken: secret.default(null),
    appSecret: secret.default(null),
    /** While it is being changed: what is signed with either is taken. */
    oldAppSecret: secret.default(null),
    verifyToken: secret.default(null),
  })
  .nullable()
  .default(null);
export type GivenSecrets = z.infer<typeof Secrets>;

export const NewWhatsappNumber = z.object({
  name: z.string().trim().min(1).max(200),
  teamId: z.uuid().nullable().default(null),
  settings: WhatsappNumberSettings,
  policy: WhatsappPolicy,
  secrets: Secrets,
  /** Of a linked device: whoever connects it has read that WhatsApp may block the number. */
  riskAccepted: z.boolean().default(false),
});
export type NewWhatsappNumber = z.infer<typeof NewWhatsappNumber>;

/** Without defaults: what a change does not name stays as it is. */
export const WhatsappNumberChange = z
  .object({
    name: z.string().trim().min(1).max(200),
    teamId: z.uuid().nullable(),
    enabled: z.boolean(),
    settings: WhatsappNumberSettings,
    policy: WhatsappPolicy,
    secrets: Secrets,
    riskAccepted: z.boolean(),
  })
  .partial();
export type WhatsappNumberChange = z.infer<typeof WhatsappNumberChange>;

export const WhatsappTrial = z.object({
  /** With it, a secret left out is the stored one. */
  channelId: z.uuid().nullable().default(null),
  settings: WhatsappNumberSettings,
  secrets: Secrets,
});
export type WhatsappTrial = z.infer<typeof WhatsappTrial>;

export const WhatsappTrialView = z.object({ checks: z.array(WhatsappCheck) }).meta({ id: 'WhatsappTrial' });
export type WhatsappTrialView = z.infer<typeof WhatsappTrialView>;

export const LinkingView = z
  .object({
    state: WhatsappNumberState,
    code: z.string().nullable(),
    /** The text that the QR stands for; it opens the account and lives for seconds. */
    qr: z.object({ text: z.string(), expiresAt: z.iso.datetime().nullable() }).nullable(),
    /** To be typed on the phone. */
    pairing: z.object({ text: z.string(), expiresAt: z.iso.datetime().nullable() }).nullable(),
    linked: Linked.nullable(),
  })
  .meta({ id: 'WhatsappLinking' });
export type LinkingView = z.infer<typeof LinkingView>;

export const LinkingWay = z.object({ way: z.enum(['qr', 'code', 'cancel']) });

export const CanaryView = z.object({ sentAt: z.iso.datetime() }).meta({ id: 'WhatsappCanary' });

export const TemplateView = WhatsappTemplate.meta({ id: 'WhatsappTemplate' });
