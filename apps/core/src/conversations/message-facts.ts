import { z } from 'zod';
import { WhatsappKind } from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';

/** Where the bytes of a message's picture, sound or file are. */
export const mediaStates = ['none', 'waiting', 'kept', 'failed'] as const;

/** What a chat message tells beside its words: facts, which the page puts into its own language. Everything in it is masked for the viewer. */
export const MessageFactsView = z
  .object({
    kind: WhatsappKind,
    /** Who wrote it, in a group; null everywhere else. */
    author: z.object({ name: z.string(), address: z.string(), masked: z.boolean() }).nullable(),
    group: z.object({ name: z.string() }).nullable(),
    /** What it answers; without an id where that is not here, or on another card. */
    quotes: z
      .object({
        interactionId: z.uuid().nullable(),
        /** Its first 200 characters; empty where it has none. */
        text: z.string(),
        kind: WhatsappKind.nullable(),
        direction: z.enum(['inbound', 'outbound']).nullable(),
      })
      .nullable(),
    forwarded: z.boolean(),
    location: z
      .object({
        latitude: z.number(),
        longitude: z.number(),
        name: z.string().nullable(),
        address: z.string().nullable(),
      })
      .nullable(),
    /** Names on the visiting cards; the cards themselves are evidence. */
    contacts: z.array(z.object({ name: z.string() })),
    poll: z.object({ options: z.array(z.string()), multiple: z.boolean() }).nullable(),
    /** The provider's own name of what no release of ours knows. */
    providerType: z.string().nullable(),
    sentBy: z.enum(['client', 'employee', 'holder']),
    /** live: as it came; backfill: found after an outage; history: from before the number was linked. */
    origin: z.enum(['live', 'backfill', 'history']),
    /** The name of the template that was sent. */
    template: z.string().nullable(),
    /** `before`: what it said earlier, the oldest first. */
    edited: z.object({ at: z.iso.datetime(), before: z.array(z.string()) }).nullable(),
    /** Deleted for everyone; what it said stays here. */
    revoked: z.object({ at: z.iso.datetime(), by: z.enum(['client', 'us']) }).nullable(),
    reactions: z.array(
      z.object({
        emoji: z.string(),
        by: z.enum(['client', 'us']),
        /** Of ours, from the page. */
        employee: PersonRef.nullable(),
        /** waiting: WhatsApp has not got it yet. */
        state: z.enum(['waiting', 'done']),
      }),
    ),
    media: z
      .object({
        state: z.enum(mediaStates),
        /** Why there are no bytes (`whatsapp.media-expired`). */
        code: z.string().nullable(),
        /** The address of the bytes is `/interactions/{id}/attachments/{n}`. */
        n: z.literal(0),
        type: z.string(),
        name: z.string().nullable(),
        size: z.int().nullable(),
        durationMs: z.int().nullable(),
        /** Loudness, 0 to 100, evenly over its length. */
        waveform: z.array(z.int()).nullable(),
        width: z.int().nullable(),
        height: z.int().nullable(),
      })
      .nullable(),
    /** What this viewer may do with it now. */
    may: z.object({ edit: z.boolean(), revoke: z.boolean(), react: z.boolean(), quote: z.boolean() }),
  })
  .meta({ id: 'MessageFacts' });
export type MessageFactsView = z.infer<typeof MessageFactsView>;

/** Of the last word of a conversation, for a list: a message without words is told by its kind. */
export const LastMessageView = z
  .object({
    kind: WhatsappKind,
    sentBy: z.enum(['client', 'employee', 'holder']),
    durationMs: z.int().nullable(),
    revoked: z.boolean(),
  })
  .meta({ id: 'LastMessage' });
export type LastMessageView = z.infer<typeof LastMessageView>;
