import { z } from 'zod';

/** A text of any kind, or nothing; PostgreSQL stores no NUL. */
const text = z
  .string()
  .transform((value) => value.replaceAll('\0', ''))
  .nullable()
  .catch(null)
  .default(null);
const count = z.coerce.number().finite().nullable().catch(null).default(null);
const flag = z.boolean().catch(false).default(false);

/** The page gives an id as text or as an object, as it likes. */
const wid = z
  .union([z.string(), z.object({ _serialized: z.string() }).transform(({ _serialized }) => _serialized)])
  .nullable()
  .catch(null)
  .default(null);

export const pageKey = z
  .looseObject({
    id: z.string().min(1).max(200),
    fromMe: z.boolean(),
    remote: wid,
    participant: wid,
    _serialized: text,
  })
  .transform((key) => ({
    id: key.id,
    fromMe: key.fromMe,
    remote: key.remote ?? '',
    participant: key.participant,
    serialized: key._serialized ?? `${key.fromMe}_${key.remote ?? ''}_${key.id}`,
  }));

/**
 * A message's model as the page gives it. Its shape is WhatsApp's and changes without notice: only the key is required, and whatever else is
 * not as it was is taken for missing.
 */
export const pageMessage = z.looseObject({
  id: pageKey,
  type: z.string().max(100).catch('unknown').default('unknown'),
  subtype: text,
  /** Seconds since 1970. */
  t: count,
  ack: count,
  from: wid,
  to: wid,
  author: wid,
  notifyName: text,
  body: text,
  caption: text,
  directPath: text,
  mimetype: text,
  filename: text,
  size: count,
  /** Seconds. */
  duration: count,
  isViewOnce: flag,
  hasReaction: flag,
  isForwarded: flag,
  lat: count,
  lng: count,
  loc: text,
  vcardFormattedName: text,
  vcardList: z
    .array(z.looseObject({ displayName: text, vcard: text }))
    .nullable()
    .catch(null)
    .default(null),
  pollName: text,
  pollOptions: z
    .array(z.looseObject({ name: text }))
    .nullable()
    .catch(null)
    .default(null),
  pollSelectableOptionsCount: count,
  eventName: text,
  title: text,
  quotedStanzaID: text,
  quotedParticipant: wid,
  latestEditSenderTimestampMs: count,
  revokeTimestamp: count,
  callDuration: count,
  isVideoCall: flag,
});
export type PageMessage = z.infer<typeof pageMessage>;

/** @returns null for what is no message at all */
export function readPageMessage(model: unknown): PageMessage | null {
  return pageMessage.safeParse(model).data ?? null;
}

export const pageReaction = z.looseObject({
  /** The reaction's own key: who gave it. */
  msgKey: pageKey,
  parentMsgKey: pageKey,
  senderUserJid: wid,
  reactionText: text,
  /** Seconds since 1970. */
  timestamp: count,
});
export type PageReaction = z.infer<typeof pageReaction>;

export function readPageReaction(model: unknown): PageReaction | null {
  return pageReaction.safeParse(model).data ?? null;
}
