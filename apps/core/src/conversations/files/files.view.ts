import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { PageQuery } from '../../http/paging.js';

export const fileKinds = ['picture', 'video', 'sound', 'document'] as const;

export const FilesQuery = PageQuery.extend({ kind: z.enum(fileKinds).optional() });
export type FilesQuery = z.infer<typeof FilesQuery>;

/** A file that came with an entry of the timeline, or went with it. */
export const CardFileView = z
  .object({
    interactionId: z.uuid(),
    /** Its address is `/interactions/{interactionId}/attachments/{n}`. */
    n: z.int(),
    kind: z.enum(fileKinds),
    name: z.string(),
    type: z.string(),
    size: z.int(),
    medium: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    direction: z.enum(['inbound', 'outbound', 'internal']),
    /** Whoever of ours sent it. */
    employee: PersonRef.nullable(),
    occurredAt: z.iso.datetime(),
    /** Not given out: the scanner found something, or has not looked yet. */
    held: z.boolean(),
    /** Made of addresses, and this viewer may not see those: it is named and not given. */
    locked: z.boolean(),
  })
  .meta({ id: 'CardFile' });
export type CardFileView = z.infer<typeof CardFileView>;
