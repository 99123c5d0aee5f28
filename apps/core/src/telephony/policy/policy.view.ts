import { z } from 'zod';
import { PhoneNumber } from '#libs/contracts';

const Words = z.object({ ru: z.string().max(200), uk: z.string().max(200), en: z.string().max(200) });

/** What is asked of whoever took a call, at its end. */
export const FormField = z.object({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  label: Words,
  kind: z.enum(['text', 'choice']),
  /** Of a choice: what may be chosen, as it is kept and shown. */
  choices: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  required: z.boolean(),
});

/** What the company allows on the telephone; one for all of it. */
export const TelephonyPolicy = z
  .object({
    /** Who may dial a number that they type: otherwise calls go out from cards alone. */
    dialPad: z.enum(['none', 'managers', 'all']),
    /** Also of what is typed only numbers that stand on a card. */
    clientsOnly: z.boolean(),
    /** ISO 3166-1 alpha-2: where calls may go. */
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/))
      .min(1)
      .max(250),
    /** E.164 beginnings that cost extra: never called, and an alarm is raised. */
    premiumPrefixes: z.array(z.string().regex(/^\+[1-9]\d{0,14}$/)).max(500),
    maxConcurrentOut: z.int().min(1).max(1_000),
    maxPerEmployeePerDay: z.int().min(1).max(10_000),
    /** Calls to other countries than the company's own, of the whole company. */
    maxAbroadPerDay: z.int().min(0).max(10_000),
    /** A leaver's live calls end with their access; otherwise they may be spoken to their end. */
    leaverCallsEnd: z.boolean(),
    /** The engine's own files are kept beside a lossy recording. */
    keepOriginals: z.boolean(),
    format: z.enum(['flac', 'opus']),
    employeesPlayOwn: z.boolean(),
    managersDownload: z.boolean(),
    /** How soon a missed call is to be called back, where the number says nothing else. */
    missedTargetMinutes: z.int().min(1).max(10_080),
    formFields: z.array(FormField).max(20),
  })
  .meta({ id: 'TelephonyPolicy' });
export type TelephonyPolicy = z.infer<typeof TelephonyPolicy>;

/** Until somebody decides otherwise; the company's own country is allowed and no other. */
export const firstPolicy = (country: string): TelephonyPolicy => ({
  dialPad: 'managers',
  clientsOnly: false,
  countries: [country],
  premiumPrefixes: [],
  maxConcurrentOut: 30,
  maxPerEmployeePerDay: 300,
  maxAbroadPerDay: 50,
  leaverCallsEnd: true,
  keepOriginals: false,
  format: 'flac',
  employeesPlayOwn: true,
  managersDownload: false,
  missedTargetMinutes: 30,
  formFields: [],
});

export const startsWithAny = (number: PhoneNumber, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => number.startsWith(prefix));
