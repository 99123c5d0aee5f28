import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { UploadView } from '../interaction.view.js';

const languages = ['ru', 'uk', 'en'] as const;
/** Letters of any script, digits, `-` and `_`; typed after a slash. */
const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,39}$/u, { error: 'letters, digits, - and _, up to 40' });
const words = z.string().max(10_000);

export const ResponseView = z
  .object({
    id: z.uuid(),
    of: z.enum(['me', 'team', 'company']),
    /** Of a team's. */
    team: PersonRef.nullable(),
    shortcut: z.string(),
    title: z.string(),
    language: z.enum(languages).nullable(),
    subject: z.string(),
    text: z.string(),
    /** What a chat gets instead; null: the same. */
    chatText: z.string().nullable(),
    files: z.array(z.object({ name: z.string(), type: z.string(), size: z.int() })),
    /** How often I took it, and everybody. */
    usedByMe: z.int(),
    used: z.int(),
    /** Whether I may change it. */
    mine: z.boolean(),
  })
  .meta({ id: 'Response' });
export type ResponseView = z.infer<typeof ResponseView>;

export const NewResponse = z.object({
  of: z.enum(['me', 'team', 'company']),
  /** Which, of a team's. */
  teamId: z.uuid().nullable().default(null),
  shortcut: Shortcut,
  title: z.string().trim().min(1).max(200),
  language: z.enum(languages).nullable().default(null),
  subject: z.string().trim().max(500).default(''),
  text: words.min(1),
  chatText: words.nullable().default(null),
  attachmentIds: z.array(z.uuid()).max(10).default([]),
});
export type NewResponse = z.infer<typeof NewResponse>;

export const ResponseChange = z
  .object({
    shortcut: Shortcut,
    title: z.string().trim().min(1).max(200),
    language: z.enum(languages).nullable(),
    subject: z.string().trim().max(500),
    text: words.min(1),
    chatText: words.nullable(),
    /** Which of its files stay, by their place; the others go. Without it all stay. */
    keepFiles: z.array(z.int().min(0)).max(10),
    /** Files that come to them. */
    attachmentIds: z.array(z.uuid()).max(10),
  })
  .partial();
export type ResponseChange = z.infer<typeof ResponseChange>;

export const TakeResponse = z.object({ clientId: z.uuid(), medium: z.enum(['email', 'whatsapp']) });
export type TakeResponse = z.infer<typeof TakeResponse>;

export const TakenResponse = z
  .object({
    subject: z.string(),
    text: z.string(),
    /** Variables without a value: they stand in the text in their braces, and no message goes with them. */
    missing: z.array(z.string()),
    /** Its files, as uploads of whoever took it. */
    attachments: z.array(UploadView),
  })
  .meta({ id: 'TakenResponse' });
export type TakenResponse = z.infer<typeof TakenResponse>;
