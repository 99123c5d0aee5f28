import { z } from 'zod';
import { defineAsk } from './define.js';
import { EvidenceRef, Moment, Sha256 } from './ids.js';
import { LetterHeader } from './mail.js';

/**
 * Whether these are addresses by which our employees write to clients. `dead`: they were; a letter for one is read to its end, kept, and
 * refused with words.
 */
export const lookAlias = defineAsk('core.alias.look.v1', {
  request: z.object({ addresses: z.array(z.string().max(320)).max(100) }),
  reply: z.object({
    aliases: z.array(z.object({ address: z.string(), is: z.enum(['live', 'dead', 'unknown']) })),
  }),
  timeoutMs: 5_000,
});

/** What SPF, DKIM and DMARC say of a letter; `unknown`: it could not be found out in time. */
export const LetterAuthentication = z.object({
  spf: z.enum(['pass', 'fail', 'softfail', 'neutral', 'none', 'unknown']),
  /** Of the signature that fits the domain in From; where none does `none`. */
  dkim: z.enum(['pass', 'fail', 'none', 'unknown']),
  dmarc: z.enum(['pass', 'fail', 'none', 'unknown']),
  /** What the domain asks to be done with what fails. */
  policy: z.enum(['none', 'quarantine', 'reject']).nullable(),
});
export type LetterAuthentication = z.infer<typeof LetterAuthentication>;

/** A letter to aliases is durable as evidence. When the answer is `taken` core has it: only then is 250 said. */
export const judgeAliasLetter = defineAsk('core.alias.judge.v1', {
  request: z.object({
    /** The aliases among the recipients, as they were given. */
    aliases: z.array(z.string().max(320)).min(1).max(100),
    envelopeFrom: z.string().max(320),
    receivedAt: Moment,
    evidence: EvidenceRef,
    contentDigest: Sha256,
    header: LetterHeader,
    authentication: LetterAuthentication,
  }),
  /** `code` of a refusal: `reach.alias-dead`, `reach.not-yours`, `reach.not-authentic`. */
  reply: z.object({ verdict: z.enum(['taken', 'refused']), code: z.string().nullable() }),
  timeoutMs: 15_000,
});
