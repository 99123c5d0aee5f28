import { z } from 'zod';

/** A branded UUID: one kind of id cannot be passed for another. New ones are version 7 (RFC 9562), so they sort by time. */
const id = <B extends string>() => z.uuid().brand<B>();

export const ClientId = id<'ClientId'>();
export const ContactPointId = id<'ContactPointId'>();
export const ChannelId = id<'ChannelId'>();
export const ConversationId = id<'ConversationId'>();
export const InteractionId = id<'InteractionId'>();
export const EmployeeId = id<'EmployeeId'>();
export const TeamId = id<'TeamId'>();
export const DeliveryId = id<'DeliveryId'>();
export const UploadId = id<'UploadId'>();
export const CopyRuleId = id<'CopyRuleId'>();
export const CallId = id<'CallId'>();
export const TrunkId = id<'TrunkId'>();
export const DeviceId = id<'DeviceId'>();
export const RecordingId = id<'RecordingId'>();
export const PromptId = id<'PromptId'>();
export const AlertId = id<'AlertId'>();

export type ClientId = z.infer<typeof ClientId>;
export type ContactPointId = z.infer<typeof ContactPointId>;
export type ChannelId = z.infer<typeof ChannelId>;
export type ConversationId = z.infer<typeof ConversationId>;
export type InteractionId = z.infer<typeof InteractionId>;
export type EmployeeId = z.infer<typeof EmployeeId>;
export type TeamId = z.infer<typeof TeamId>;
export type DeliveryId = z.infer<typeof DeliveryId>;
export type UploadId = z.infer<typeof UploadId>;
export type CopyRuleId = z.infer<typeof CopyRuleId>;
export type CallId = z.infer<typeof CallId>;
export type TrunkId = z.infer<typeof TrunkId>;
export type DeviceId = z.infer<typeof DeviceId>;
export type RecordingId = z.infer<typeof RecordingId>;
export type PromptId = z.infer<typeof PromptId>;
export type AlertId = z.infer<typeof AlertId>;

/** SHA-256 of the plain bytes, 64 lower-case hex digits. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Sha256'>();
export type Sha256 = z.infer<typeof Sha256>;

/** Where the original bytes of something lie in the evidence store, and how many there are. */
export const EvidenceRef = z.object({ sha256: Sha256, size: z.int().nonnegative() });
export type EvidenceRef = z.infer<typeof EvidenceRef>;

/** A moment, ISO 8601 with offset or Z: on the bus a Date arrives as text. */
export const Moment = z.iso.datetime({ offset: true });

export const Medium = z.enum(['email', 'whatsapp', 'phone']);
export type Medium = z.infer<typeof Medium>;
