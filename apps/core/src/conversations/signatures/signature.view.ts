import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

const words = z.string().max(5_000);
const markup = z.string().max(20_000).nullable().default(null);
const whose = {
  of: z.enum(['me', 'team', 'channel', 'company']),
  /** Which, of a team's. */
  teamId: z.uuid().nullable().default(null),
  /** Which, of a mailbox's. */
  channelId: z.uuid().nullable().default(null),
};

export const SignatureView = z
  .object({
    id: z.uuid(),
    of: z.enum(['me', 'team', 'channel', 'company']),
    /** Of a team's, or a mailbox's. */
    team: PersonRef.nullable(),
    channel: PersonRef.nullable(),
    /** With its variables in braces. */
    text: z.string(),
    html: z.string().nullable(),
    changedAt: z.iso.datetime(),
    /** Whether I may change it. */
    mine: z.boolean(),
  })
  .meta({ id: 'Signature' });
export type SignatureView = z.infer<typeof SignatureView>;

export const SignatureWish = z.object({
  ...whose,
  /** Empty where it follows from the markup. */
  text: words.default(''),
  html: markup,
});
export type SignatureWish = z.infer<typeof SignatureWish>;

export const SignaturePreview = SignatureWish.extend({
  /** From which mailbox the letter would go; without it the first one. */
  from: z.uuid().nullable().default(null),
});
export type SignaturePreview = z.infer<typeof SignaturePreview>;

export const SignatureShown = z
  .object({
    text: z.string(),
    /** The company's picture is `cid:company-logo@signature`, which is a part of the letter. */
    html: z.string().nullable(),
    /** Variables that nobody has said anything for: their lines are left out. */
    missing: z.array(z.string()),
  })
  .meta({ id: 'SignatureShown' });
export type SignatureShown = z.infer<typeof SignatureShown>;

export const SignaturePolicy = z
  .object({
    /**
     * What becomes of employees' own: `instead` of the others, `within` them where `{{own}}` stands (before them where it does not), or
     * `never`: what the company says stands alone.
     */
    own: z.enum(['instead', 'within', 'never']),
  })
  .meta({ id: 'SignaturePolicy' });
export type SignaturePolicy = z.infer<typeof SignaturePolicy>;

/** Until somebody decides otherwise. */
export const firstSignaturePolicy: SignaturePolicy = { own: 'instead' };

export const SignaturesView = z
  .object({ items: z.array(SignatureView), policy: SignaturePolicy })
  .meta({ id: 'Signatures' });
export type SignaturesView = z.infer<typeof SignaturesView>;

/** What stands under a letter that is written now; null: nothing. */
export const SignatureUnder = z
  .object({ signature: z.object({ text: z.string(), html: z.string().nullable() }).nullable() })
  .meta({ id: 'SignatureUnder' });
export type SignatureUnder = z.infer<typeof SignatureUnder>;
