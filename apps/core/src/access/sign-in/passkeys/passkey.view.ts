import { z } from 'zod';

export const PasskeyView = z
  .object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() })
  .meta({ id: 'Passkey' });
export type PasskeyView = z.infer<typeof PasskeyView>;

export const PasskeysView = z
  .object({
    items: z.array(PasskeyView),
    /** False where no browser makes one for the address by which the page is reached. */
    available: z.boolean(),
  })
  .meta({ id: 'Passkeys' });
export type PasskeysView = z.infer<typeof PasskeysView>;

/** What the browser is to do, as WebAuthn writes it (PublicKeyCredentialCreationOptionsJSON, …RequestOptionsJSON). */
export const PasskeyOptions = z.object({ options: z.record(z.string(), z.unknown()) }).meta({ id: 'PasskeyOptions' });
export type PasskeyOptions = z.infer<typeof PasskeyOptions>;

export const PasskeyStepView = z
  .object({
    /** To be sent back with what the authenticator says; good for five minutes, in this browser, once. */
    challenge: z.string(),
    options: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PasskeyStep' });
export type PasskeyStepView = z.infer<typeof PasskeyStepView>;

const Base64Url = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\w-]+$/);

/** What the browser brings back (RegistrationResponseJSON, AuthenticationResponseJSON); the library reads the rest. */
const Credential = z.looseObject({
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: Base64Url }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});
export type Credential = z.infer<typeof Credential>;

const Name = z.string().trim().max(100);
export const NewPasskey = z.object({ name: Name.default(''), response: Credential });
export type NewPasskey = z.infer<typeof NewPasskey>;
export const PasskeyChange = z.object({ name: Name.min(1) });

export const StepChallenge = z.object({ challenge: z.string().max(100) });
export const PasskeyAnswer = StepChallenge.extend({ response: Credential });
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;
