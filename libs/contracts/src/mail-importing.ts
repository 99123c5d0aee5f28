import { z } from 'zod';
import { defineAsk } from './define.js';
import { EvidenceRef, Moment, Sha256 } from './ids.js';
import { LetterHeader } from './mail.js';

/** Somebody's old mailbox: no channel of ours, only read, and left as it is. */
export const OldMailbox = z.object({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().min(1).max(320),
});
export type OldMailbox = z.infer<typeof OldMailbox>;

const Folder = z.object({
  /** One connection for each import, held between two asks. */
  importId: z.uuid(),
  mailbox: OldMailbox,
  /** Sealed under the master key, purpose `mailbox-password`. */
  password: z.string(),
  folder: z.string().min(1).max(1_000),
});

/** What stands next in a folder, by its headers alone. @throws the troubles of a mailbox (`mail.password-refused`, …) */
export const listOldLetters = defineAsk('mail.import.list.v1', {
  request: Folder.extend({
    /** Letters with a higher UID. */
    after: z.int().nonnegative(),
    /** Under which `after` was told; null: nothing was told yet. Where it is another one now, the folder is begun anew. */
    uidValidity: z.string().nullable(),
    most: z.int().min(1).max(200),
  }),
  reply: z.object({
    uidValidity: z.string(),
    letters: z.array(
      z.object({
        uid: z.int().positive(),
        /** RFC822.SIZE: bytes, as the server says. */
        size: z.int().nonnegative(),
        receivedAt: Moment,
        /** Never sent. */
        draft: z.boolean(),
        header: LetterHeader,
      }),
    ),
    /** Nothing stands behind these. */
    done: z.boolean(),
  }),
  timeoutMs: 90_000,
});

/** Makes these letters durable. One that the server has no more, or does not give, says why. */
export const keepOldLetters = defineAsk('mail.import.keep.v1', {
  request: Folder.extend({ uidValidity: z.string(), uids: z.array(z.int().positive()).min(1).max(200) }),
  reply: z.object({
    letters: z.array(
      z.object({
        uid: z.int().positive(),
        /** `mail.letter-gone`, `mail.letter-withheld`, `mail.letter-too-large`; null: it is kept. */
        code: z.string().nullable(),
        kept: z.object({ evidence: EvidenceRef, contentDigest: Sha256, header: LetterHeader }).nullable(),
      }),
    ),
  }),
  timeoutMs: 300_000,
});
