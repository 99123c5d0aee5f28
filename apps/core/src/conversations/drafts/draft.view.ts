import { z } from 'zod';
import { UploadView } from '../interaction.view.js';

const kind = z.enum(['email', 'whatsapp', 'note']);

/** What is being written in one place, as the page keeps it. */
export const DraftContent = z.object({
  /** null: nobody chose; it goes the way that the conversation goes. */
  kind: kind.nullable(),
  begunAs: kind.nullable(),
  text: z.string().max(200_000),
  subject: z.string().max(500).nullable(),
  attachments: z.array(UploadView).max(50),
  channelId: z.uuid().nullable(),
  contactPointId: z.uuid().nullable(),
  /** false: the letter goes without what stands under its writer’s. */
  signature: z.boolean().optional(),
});
export type DraftContent = z.infer<typeof DraftContent>;

/** A conversation or a card; `.new`: a conversation that is to begin; `.answer`: the answer to one message, beside a note. */
export const DraftPlace = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.new)?(\.answer)?$/);

export const DraftWish = z.object({
  clientId: z.uuid(),
  conversationId: z.uuid().nullable().default(null),
  /** The version that this goes on from; null: there was none. */
  base: z.int().nullable(),
  draft: DraftContent,
});
export type DraftWish = z.infer<typeof DraftWish>;

export const DraftMark = z
  .object({
    place: z.string(),
    clientId: z.uuid(),
    conversationId: z.uuid().nullable(),
    version: z.int(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'DraftMark' });
export type DraftMark = z.infer<typeof DraftMark>;

export const DraftView = DraftMark.extend({ draft: DraftContent }).meta({ id: 'Draft' });
export type DraftView = z.infer<typeof DraftView>;
