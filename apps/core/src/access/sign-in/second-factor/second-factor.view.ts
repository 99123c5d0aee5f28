import { z } from 'zod';
import { MeView } from '../session.view.js';

/** What somebody has besides a password. */
export const SecondFactorView = z
  .object({
    /** Since when an authenticator app is asked for its code; null: none is. */
    totpSince: z.iso.datetime().nullable(),
    passkeys: z.int(),
    /** Not yet used. */
    recoveryCodes: z.int(),
    /** By the company's policy: the last one cannot be turned off. */
    required: z.boolean(),
  })
  .meta({ id: 'SecondFactor' });
export type SecondFactorView = z.infer<typeof SecondFactorView>;

export const OwnSecondFactorView = SecondFactorView.extend({
  /** The session is so fresh that a change does not ask for the password again. */
  fresh: z.boolean(),
}).meta({ id: 'OwnSecondFactor' });
export type OwnSecondFactorView = z.infer<typeof OwnSecondFactorView>;

/** The password may be left out while the session is fresh. */
export const PasswordIfAsked = z.object({ password: z.string().max(1000).optional() });
export type PasswordIfAsked = z.infer<typeof PasswordIfAsked>;

export const TotpOfferView = z
  .object({
    /** Base32, for typing. */
    secret: z.string(),
    /** `otpauth://totp/…`, for the QR. */
    uri: z.string(),
  })
  .meta({ id: 'TotpOffer' });

const SixDigits = z.string().trim().max(20);
export const TotpConfirmation = z.object({ code: SixDigits });

/** Six digits of the app, or a recovery code. */
const Code = z.string().trim().min(1).max(40);
export const TotpRemoval = z.object({ password: z.string().min(1).max(1000), code: Code });
export type TotpRemoval = z.infer<typeof TotpRemoval>;

export const RecoveryCodesView = z
  .object({
    /** Shown now and never again; empty where there were some already. */
    recoveryCodes: z.array(z.string()),
  })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodesView = z.infer<typeof RecoveryCodesView>;

/** What sign-in answers when the password was right and is not enough. */
export const SecondStepView = z
  .object({
    step: z.literal('second-factor'),
    /** To be sent back with the code; good for five minutes, in this browser, once. */
    challenge: z.string(),
    means: z.array(z.enum(['code', 'passkey', 'recovery'])),
  })
  .meta({ id: 'SecondStep' });
export type SecondStepView = z.infer<typeof SecondStepView>;

/** What sign-in answers when a second factor has to be set up before anything else; the cookie is good for that alone. */
export const EnrolStepView = z.object({ step: z.literal('enrol') }).meta({ id: 'EnrolStep' });
export type EnrolStepView = z.infer<typeof EnrolStepView>;

export const SignInAnswer = z.union([MeView, SecondStepView, EnrolStepView]);
export type SignInAnswer = z.infer<typeof SignInAnswer>;

export const SecondStep = z.object({ challenge: z.string().max(100), code: Code });
export type SecondStep = z.infer<typeof SecondStep>;
