import { z } from 'zod';

// Meta's deliveries as far as they are believed. Everything is loose: fields are added without notice, and one that has another shape must
// not cost us what stands beside it.

const text = z.string();
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

export const Envelope = z.looseObject({
  object: optional(text),
  entry: z.array(
    z.looseObject({
      id: z.coerce.string(),
      changes: z.array(z.looseObject({ field: text, value: z.unknown() })).default([]),
    }),
  ),
});

export const ChangeValue = z.looseObject({
  metadata: optional(z.looseObject({ display_phone_number: optional(text), phone_number_id: z.coerce.string() })),
  contacts: optional(z.array(z.unknown())),
  messages: optional(z.array(z.unknown())),
  message_echoes: optional(z.array(z.unknown())),
  statuses: optional(z.array(z.unknown())),
  history: optional(z.array(z.unknown())),
  event: optional(text),
  ban_info: optional(z.looseObject({ waba_ban_state: optional(text) })),
});
export type ChangeValue = z.infer<typeof ChangeValue>;

export const Contact = z.looseObject({
  wa_id: optional(text),
  user_id: optional(text),
  profile: optional(z.looseObject({ name: optional(text) })),
});
export type Contact = z.infer<typeof Contact>;

const Media = z.looseObject({
  id: optional(text),
  mime_type: optional(text),
  filename: optional(text),
  caption: optional(text),
  voice: optional(z.boolean()),
  file_size: optional(z.number()),
});
export type Media = z.infer<typeof Media>;

const Reply = z.looseObject({ title: optional(text), description: optional(text) });

/** What a message says, whatever its kind. */
const Said = {
  type: optional(text),
  text: optional(z.looseObject({ body: text })),
  image: optional(Media),
  video: optional(Media),
  audio: optional(Media),
  document: optional(Media),
  sticker: optional(Media),
  location: optional(
    z.looseObject({
      latitude: z.coerce.number(),
      longitude: z.coerce.number(),
      name: optional(text),
      address: optional(text),
    }),
  ),
  contacts: optional(z.array(z.unknown())),
  reaction: optional(z.looseObject({ message_id: text, emoji: optional(text) })),
  button: optional(z.looseObject({ text: optional(text) })),
  interactive: optional(z.looseObject({ button_reply: optional(Reply), list_reply: optional(Reply) })),
  system: optional(
    z.looseObject({ body: optional(text), type: optional(text), wa_id: optional(text), new_wa_id: optional(text) }),
  ),
  revoke: optional(z.looseObject({ original_message_id: text })),
  edit: optional(z.looseObject({ original_message_id: text, message: z.looseObject({}) })),
  errors: optional(z.array(z.unknown())),
};
export const Content = z.looseObject(Said);
export type Content = z.infer<typeof Content>;

export const Message = z.looseObject({
  id: z.string().min(1).max(300),
  from: optional(text),
  from_user_id: optional(text),
  to: optional(text),
  to_user_id: optional(text),
  timestamp: z.coerce.number().int().positive(),
  group_id: optional(text),
  context: optional(
    z.looseObject({
      id: optional(text),
      forwarded: optional(z.boolean()),
      frequently_forwarded: optional(z.boolean()),
    }),
  ),
  ...Said,
});
export type Message = z.infer<typeof Message>;

export const Status = z.looseObject({
  id: z.string().min(1).max(300),
  status: text,
  timestamp: z.coerce.number().int().positive(),
  biz_opaque_callback_data: optional(text),
  errors: optional(
    z.array(
      z.looseObject({
        code: z.number(),
        title: optional(text),
        message: optional(text),
        error_data: optional(z.looseObject({ details: optional(text) })),
      }),
    ),
  ),
});
export type Status = z.infer<typeof Status>;

export const HistoryPart = z.looseObject({
  threads: z.array(z.looseObject({ id: text, messages: z.array(z.unknown()) })).default([]),
});

export const SharedContact = z.looseObject({
  name: optional(
    z.looseObject({ formatted_name: optional(text), first_name: optional(text), last_name: optional(text) }),
  ),
  phones: optional(z.array(z.looseObject({ phone: optional(text), wa_id: optional(text), type: optional(text) }))),
  emails: optional(z.array(z.looseObject({ email: optional(text) }))),
  org: optional(z.looseObject({ company: optional(text), title: optional(text) })),
  vcard: optional(text),
});
