import { z } from 'zod';
import { WhatsappNumberSettings } from '#libs/contracts';

/** What is said to a client, in each of the languages. */
const Texts = z.object({ ru: z.string().max(1_000), uk: z.string().max(1_000), en: z.string().max(1_000) });

/** What the company allows on one of its WhatsApp numbers; core's own, the edge role never hears of it. */
export const WhatsappPolicy = z
  .object({
    /** Every message says who of ours writes. */
    signNames: z.boolean(),
    /** The line before the text; `{name}` is the employee's. WhatsApp shows `*…*` in bold. */
    signature: z
      .string()
      .trim()
      .max(100)
      .regex(/^[^\r\n]*\{name\}[^\r\n]*$/),
    /** Of what they wrote themselves, while WhatsApp allows it; what stood there before is kept. */
    employeesEdit: z.boolean(),
    /** "Delete for everyone" of their own: the client sees it no more, here it stays. A manager may always. */
    employeesRevoke: z.boolean(),
    /** Recorded in the page. */
    voiceNotes: z.boolean(),
    /** Somebody who writes to another of our channels than this number is told it, once. */
    tellRightAddress: z.object({ enabled: z.boolean(), texts: Texts }),
  })
  .meta({ id: 'WhatsappPolicy' });
export type WhatsappPolicy = z.infer<typeof WhatsappPolicy>;

/** As `channel.settings` has it, for the medium `whatsapp`. */
export const WhatsappChannelSettings = z.object({ number: WhatsappNumberSettings, policy: WhatsappPolicy });
export type WhatsappChannelSettings = z.infer<typeof WhatsappChannelSettings>;

/** Until somebody decides otherwise. */
export const firstWhatsappPolicy: WhatsappPolicy = {
  signNames: true,
  signature: '*{name}*',
  employeesEdit: true,
  employeesRevoke: false,
  voiceNotes: true,
  tellRightAddress: {
    enabled: false,
    texts: {
      ru: 'Пожалуйста, пишите нам на этот номер WhatsApp: {number}',
      uk: 'Будь ласка, пишіть нам на цей номер WhatsApp: {number}',
      en: 'Please write to us on this WhatsApp number: {number}',
    },
  },
};
