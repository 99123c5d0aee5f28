import { z } from 'zod';

/** By which medium a client may be reached, so that the composer offers the one on which they answer. */
export const ReachView = z
  .object({
    /** Of the client's newest word; null: they never said one. */
    answersOn: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    /** Our numbers, the one that would be taken first; none where the card has neither a telephone number nor a WhatsApp id. */
    whatsapp: z.array(
      z.object({
        channelId: z.uuid(),
        name: z.string(),
        driver: z.enum(['web', 'cloud']),
        state: z.string(),
        /** Nothing leaves without a linked phone. */
        canSend: z.boolean(),
        /** Which address of the card it would go to; null: the one that the chat is with. */
        contactPointId: z.uuid().nullable(),
        conversationId: z.uuid().nullable(),
        /** When free words are over and templates begin; null: never, or (not open) never open yet. */
        windowClosesAt: z.iso.datetime().nullable(),
        windowOpen: z.boolean(),
        /** The line that is put before the text; null: none. */
        sign: z.string().nullable(),
        voiceNotes: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Reach' });
export type ReachView = z.infer<typeof ReachView>;

export const Typing = z.object({ is: z.enum(['typing', 'recording', 'paused']) });
export type Typing = z.infer<typeof Typing>;
