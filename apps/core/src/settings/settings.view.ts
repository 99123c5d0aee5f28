import { z } from 'zod';
import { HandlingPolicy } from '../conversations/handling/handling.view.js';
import { SendingPolicy } from '../conversations/answering/later/later.view.js';
import { ProtectionPolicy } from '../protection/policy/protection-policy.js';
import { SignInPolicy } from '../access/sign-in/policy/sign-in-policy.js';

const Channels = z.object({
  connected: z.int(),
  /** Of those that are switched on, how many somebody should look at. */
  troubled: z.int(),
});

/** How things stand in each section of the settings; null: not this viewer's. */
export const SettingsView = z
  .object({
    company: z.object({ name: z.string(), defaultCountry: z.string() }),
    people: z.object({ active: z.int(), teams: z.int() }).nullable(),
    channels: z.object({ email: Channels, whatsapp: Channels, phone: Channels }).nullable(),
    cards: z.object({ fields: z.int(), tags: z.int() }).nullable(),
    responses: z.object({ company: z.int(), own: z.int() }).nullable(),
    conversations: z
      .object({
        onlyHandlerWrites: HandlingPolicy.shape.onlyHandlerWrites,
        undoSeconds: SendingPolicy.shape.undoSeconds,
      })
      .nullable(),
    signIn: z.object({ requiredFor: SignInPolicy.shape.requiredFor, provider: z.string().nullable() }).nullable(),
    protection: z.object({ outgoing: ProtectionPolicy.shape.outgoing }).nullable(),
    programs: z.object({ integrations: z.int(), webhooks: z.int(), troubled: z.int() }).nullable(),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.infer<typeof SettingsView>;
