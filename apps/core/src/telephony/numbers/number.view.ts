import { z } from 'zod';
import { PhoneNumber, PromptLanguage } from '#libs/contracts';
import { PersonRef } from '../../access/person-ref.js';
import { Opening } from '../../hours/opening.js';

const promptId = z.uuid().nullable();
const MissedWords = z.object({ ru: z.string().max(2_000), uk: z.string().max(2_000), en: z.string().max(2_000) });

/** How calls to one company number go. */
export const NumberSettings = z
  .object({
    trunkId: z.uuid(),
    language: PromptLanguage,
    ...Opening.shape,
    announceRecording: z.boolean(),
    /** null: the one that the product brings. */
    prompts: z.object({ recorded: promptId, closed: promptId, voicemail: promptId, busy: promptId }),
    ring: z.object({
      responsibleFirst: z.boolean(),
      responsibleMs: z.int().min(5_000).max(300_000),
      teamId: z.uuid().nullable(),
      /** even: whoever had the fewest calls; strict: in the order of `members`; all: at once. */
      mode: z.enum(['even', 'strict', 'all']),
      /** Empty: everybody of the team. */
      members: z.array(z.uuid()).max(100),
      stepMs: z.int().min(5_000).max(300_000),
    }),
    afterHours: z.enum(['voicemail', 'hang-up']),
    atEnd: z.enum(['voicemail', 'hang-up']),
    voicemailMaxSeconds: z.int().min(5).max(600),
    /** A letter to a known client whose call nobody took; null: none is written. */
    missedText: z.object({ email: z.boolean(), texts: MissedWords }).nullable(),
    /** null: as the company's policy says */
    missedTargetMinutes: z.int().min(1).max(10_080).nullable(),
  })
  .meta({ id: 'NumberSettings' });
export type NumberSettings = z.infer<typeof NumberSettings>;

export const NumberView = z
  .object({
    channelId: z.uuid(),
    name: z.string(),
    number: z.string(),
    aliases: z.array(z.string()),
    team: PersonRef.nullable(),
    enabled: z.boolean(),
    trunk: z.object({ id: z.uuid(), name: z.string(), state: z.string(), code: z.string().nullable() }),
    settings: NumberSettings,
  })
  .meta({ id: 'CompanyNumber' });
export type NumberView = z.infer<typeof NumberView>;

export const NewNumber = z.object({
  name: z.string().trim().min(1).max(200),
  number: PhoneNumber,
  aliases: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  teamId: z.uuid().nullable().default(null),
  enabled: z.boolean().default(true),
  settings: NumberSettings,
});
export type NewNumber = z.infer<typeof NewNumber>;

/** Without defaults: what a change does not name stays as it is. */
export const NumberChange = z
  .object({
    name: z.string().trim().min(1).max(200),
    number: PhoneNumber,
    aliases: z.array(z.string().trim().min(1).max(60)).max(20),
    teamId: z.uuid().nullable(),
    enabled: z.boolean(),
    settings: NumberSettings,
  })
  .partial();
export type NumberChange = z.infer<typeof NumberChange>;
