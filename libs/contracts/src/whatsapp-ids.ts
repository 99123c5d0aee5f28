import { z } from 'zod';

/**
 * Whom or what WhatsApp means, in the one form in which it is stored and compared: the digits of an E.164 number (`380441234567`), `…@lid`
 * (WhatsApp's own id, without a number), `…@bsuid` (the Cloud API's business-scoped user id), `…@g.us` (a group).
 */
export const WhatsappId = z.string().regex(/^(\d{5,15}|\d{5,20}@lid|[A-Za-z0-9.]{1,128}@bsuid|[\d-]{5,40}@g\.us)$/);
export type WhatsappId = z.infer<typeof WhatsappId>;

/** As the provider gave it; unique within a number. */
export const WhatsappMessageId = z.string().min(1).max(300);
export type WhatsappMessageId = z.infer<typeof WhatsappMessageId>;

/** E.164 with its plus. */
export const Telephone = z.string().regex(/^\+\d{5,15}$/);
