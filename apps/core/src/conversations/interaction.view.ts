import { z } from 'zod';
import { CallFactsView } from './call-facts.js';
import { MessageFactsView } from './message-facts.js';
import { PersonRef } from '../access/sign-in/session.view.js';

/** One address of a letter as this viewer may see it. */
export const ParticipantView = z
  .object({
    name: z.string(),
    address: z.string(),
    masked: z.boolean(),
    /** Ours, a contact point of the card, or neither. */
    is: z.enum(['company', 'client', 'other']),
  })
  .meta({ id: 'Participant' });
export type ParticipantView = z.infer<typeof ParticipantView>;

export const scanStates = ['clean', 'waiting', 'infected', 'unscannable'] as const;

export const AttachmentView = z
  .object({
    /** Position in the original, from 0; the address is `/interactions/{id}/attachments/{n}`. */
    n: z.int(),
    name: z.string(),
    type: z.string(),
    size: z.int(),
    /** Shown inside the letter by its Content-ID rather than listed. */
    inline: z.boolean(),
    contentId: z.string().nullable(),
    /** What the scanner said; null where none is set, and of what has no bytes of its own. */
    scan: z.enum(scanStates).nullable(),
    /** What the scanner calls what it found. */
    threat: z.string().nullable(),
    /** It is not given out: it harms, or nobody knows yet that it does not. An owner may have it all the same, by `confirmed=yes`. */
    held: z.boolean(),
  })
  .meta({ id: 'Attachment' });
export type AttachmentView = z.infer<typeof AttachmentView>;

/** delivered, read, played: WhatsApp tells; held, refused: what became of it before it went. */
export const deliveryStates = [
  ...(['queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown', 'bounced'] as const),
  ...(['held', 'refused'] as const),
] as const;

export const DeliveryView = z
  .object({
    id: z.uuid(),
    /** `forward`: a client's letter, sent on to the mailbox in which a colleague works. */
    purpose: z.enum(['answer', 'copy', 'forward']),
    /** Of a `forward`, whose mailbox; null for everything else. */
    employee: PersonRef.nullable(),
    /** What it carries: the message itself, or something that happens to it. */
    act: z.enum(['message', 'reaction', 'edit', 'revoke']),
    recipient: z.string(),
    state: z.enum(deliveryStates),
    code: z.string().nullable(),
    reply: z.string().nullable(),
    nextAttemptAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Delivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;

export const InteractionView = z
  .object({
    id: z.uuid(),
    clientId: z.uuid().nullable(),
    conversationId: z.uuid().nullable(),
    channelId: z.uuid().nullable(),
    medium: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    direction: z.enum(['inbound', 'outbound', 'internal']),
    kind: z.enum(['email', 'message', 'call', 'voicemail', 'note']),
    occurredAt: z.iso.datetime(),
    capturedAt: z.iso.datetime(),
    employeeId: z.uuid().nullable(),
    employee: PersonRef.nullable(),
    status: z.enum(['received', 'noted', ...deliveryStates]),
    subject: z.string(),
    /** Plain text, of a letter at most the first 500 characters, of anything else 20,000; `/interactions/{id}/body` has all of it and the HTML. */
    text: z.string().nullable(),
    textCut: z.boolean(),
    hasHtml: z.boolean(),
    /** Whether the original has been read whole: until then only its header fields are shown. */
    reading: z.enum(['waiting', 'done', 'failed']),
    /** Why the original could not be read whole (`letter.unreadable`); it is kept all the same. */
    problem: z.string().nullable(),
    participants: z.object({
      from: z.array(ParticipantView),
      to: z.array(ParticipantView),
      cc: z.array(ParticipantView),
    }),
    attachments: z.array(AttachmentView),
    deliveries: z.array(DeliveryView),
    /** Of a call or a message that was left; null for everything else. */
    call: CallFactsView.nullable(),
    /** Of a chat message; null for everything else. */
    message: MessageFactsView.nullable(),
    /** null also where the viewer may not hear it. */
    recordingId: z.uuid().nullable(),
    evidenceSha256: z.string(),
    evidenceSize: z.int(),
    /** Its number in the journal. null in lists: it is told of one interaction that is asked for by itself. */
    journalSeq: z.int().nullable(),
    /** Of a note: who is named in it, by the name that they have now; `as`: how they stand in the text, after an `@`. */
    mentions: z.array(PersonRef.extend({ as: z.string() })),
    /** `message-id-collision`, `new-participant`, `bounce`, `automatic`, … */
    flags: z.array(z.string()),
  })
  .meta({ id: 'Interaction' });
export type InteractionView = z.infer<typeof InteractionView>;

export const InteractionBody = z
  .object({ text: z.string(), html: z.string().nullable() })
  .meta({ id: 'InteractionBody' });
export type InteractionBody = z.infer<typeof InteractionBody>;

export const NewMessage = z.object({
  medium: z.enum(['email', 'whatsapp']),
  channelId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  /** Which address of the card; without it the one that the client last wrote from. */
  contactPointId: z.uuid().optional(),
  /** Of a letter. */
  subject: z.string().trim().max(500).optional(),
  /** May be empty where there are files, or a template. */
  text: z.string().max(200_000),
  html: z.string().max(1_000_000).optional(),
  /** Of a letter: false leaves out what stands under the writer’s letters. */
  signature: z.boolean().optional(),
  attachmentIds: z.array(z.uuid()).max(50).default([]),
  /** The one attachment was recorded as a voice note. */
  voice: z.boolean().optional(),
  /** The message of the same chat that this one answers. */
  quotes: z.uuid().optional(),
  /** Instead of words, where WhatsApp takes no others; with what stands in its places. */
  template: z
    .object({
      name: z.string().min(1).max(512),
      language: z.string().min(1).max(20),
      header: z.array(z.string().max(1_024)).max(10).default([]),
      body: z.array(z.string().max(1_024)).max(50).default([]),
    })
    .optional(),
  /** What `protection.warned` said was read, and it is meant. */
  confirmed: z.boolean().optional(),
  /** The newest interaction of the conversation that whoever writes this has seen: what colleagues said after it is shown to them first. */
  seen: z.uuid().optional(),
  /** What `conversation.answered-meanwhile` told was read, and this is to go all the same. */
  anyway: z.boolean().optional(),
  /** Repeating a request with the same key sends nothing twice. */
  idempotencyKey: z.uuid().optional(),
});
export type NewMessage = z.infer<typeof NewMessage>;

export const NewNote = z.object({
  text: z.string().trim().min(1).max(50_000),
  /** Where it was written, so that it stands there among the letters; without it on the card alone. */
  conversationId: z.uuid().optional(),
  /** Colleagues who stand in the text as `@` and their name: they are told. Whoever does not stand there any more is not. */
  mentions: z.array(z.uuid()).max(20).default([]),
  /** What `note.mentioned-do-not-see` said was read: the card is to be opened to them for a while. */
  openCard: z.boolean().default(false),
  idempotencyKey: z.uuid().optional(),
});
export type NewNote = z.infer<typeof NewNote>;

export const UploadView = z
  .object({ id: z.uuid(), name: z.string(), type: z.string(), size: z.int() })
  .meta({ id: 'Upload' });
export type UploadView = z.infer<typeof UploadView>;

export const UnplacedView = InteractionView.extend({
  /** Cards that it may belong to, best first. */
  suggestions: z.array(
    z.object({ client: PersonRef, because: z.enum(['same-domain', 'same-name', 'shared-address', 'thread']) }),
  ),
  /** How many other unplaced things came from the same address and would be placed with it. */
  sameSender: z.int(),
}).meta({ id: 'Unplaced' });
export type UnplacedView = z.infer<typeof UnplacedView>;

export const Placement = z.union([
  z.object({ clientId: z.uuid(), remember: z.boolean().default(true) }),
  z.object({
    newClient: z.object({
      kind: z.enum(['person', 'company']),
      name: z.string().trim().min(1).max(200),
      responsibleId: z.uuid().nullable().default(null),
    }),
    remember: z.boolean().default(true),
  }),
]);
export type Placement = z.infer<typeof Placement>;
export const PlacedView = z.object({ clientId: z.uuid(), placed: z.int() }).meta({ id: 'Placed' });
export type PlacedView = z.infer<typeof PlacedView>;
