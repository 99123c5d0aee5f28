import { z } from 'zod';
import { Medium } from '#libs/contracts';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { CallFactsView } from '../call-facts.js';
import { LastMessageView } from '../message-facts.js';

/** mine, team, unassigned, unanswered, waiting-for-client: of what is open; all: whatever the viewer may see. */
export const inboxViews = [
  ...(['mine', 'team', 'unassigned', 'unanswered', 'waiting-for-client', 'snoozed', 'done', 'all'] as const),
] as const;
export type InboxViewName = (typeof inboxViews)[number];

/** What a list of conversations is narrowed by, besides its view. */
export const InboxCriteria = z.object({
  view: z.enum(inboxViews).default('all'),
  medium: Medium.optional(),
  channelId: z.uuid().optional(),
  /** Whose it is to answer: the assignee, or without one the card's responsible employee. */
  handlerId: z.uuid().optional(),
  /** Of cards with this tag. */
  tagId: z.uuid().optional(),
  /** Only where the client's last word has not been looked at by the viewer; or only where it has. */
  unread: z.boolean().optional(),
});
export type InboxCriteria = z.infer<typeof InboxCriteria>;

export const conversationStates = ['open', 'snoozed', 'done'] as const;

export const ConversationView = z
  .object({
    id: z.uuid(),
    client: PersonRef,
    medium: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    channelId: z.uuid().nullable(),
    subject: z.string(),
    snippet: z.string(),
    lastAt: z.iso.datetime(),
    lastDirection: z.enum(['inbound', 'outbound', 'internal']),
    lastInteractionId: z.uuid().nullable(),
    lastKind: z.enum(['email', 'message', 'call', 'voicemail', 'note']).nullable(),
    /** Of the last word, where that was a call. */
    lastCall: CallFactsView.nullable(),
    /** Of the last word, where that was a chat message. */
    lastMessage: LastMessageView.nullable(),
    /** The client waits for an answer since then; null when the last word was ours. */
    waitingSince: z.iso.datetime().nullable(),
    responsible: PersonRef.nullable(),
    /** Who was given this conversation; null: whoever is responsible for the card handles it. */
    assignee: PersonRef.nullable(),
    state: z.enum(conversationStates),
    /** Until when the client is to be answered; null: nobody waits, or there is no target. */
    answerBy: z.iso.datetime().nullable(),
    /** Whether the viewer may answer in it; whoever may not takes it over first. */
    mayWrite: z.boolean(),
    /** When it comes back by itself. */
    snoozedUntil: z.iso.datetime().nullable(),
    /** It came back by itself then. */
    wokenAt: z.iso.datetime().nullable(),
    /** The last word is the client's, and the viewer has not looked at it. */
    unread: z.boolean(),
    /** The newest answer failed, bounced or is unknown. */
    trouble: z.boolean(),
  })
  .meta({ id: 'Conversation' });
export type ConversationView = z.infer<typeof ConversationView>;

/** None of them above 1,000. */
export const CountersView = z
  .object({
    mine: z.int(),
    ...{ team: z.int(), unassigned: z.int(), unanswered: z.int(), 'waiting-for-client': z.int() },
    ...{ snoozed: z.int(), done: z.int(), all: z.int(), unplaced: z.int(), tasks: z.int() },
    /** That nobody has acknowledged; 0 for whoever has no right to them. */
    alerts: z.int(),
  })
  .meta({ id: 'Counters' });
export type CountersView = z.infer<typeof CountersView>;

/** What a fresh installation still lacks, so that the first screen can say what to do next. */
export const StartView = z
  .object({
    channels: z.int(),
    channelsInTrouble: z.int(),
    employees: z.int(),
    clients: z.int(),
    interactions: z.int(),
    unplaced: z.int(),
  })
  .meta({ id: 'Start' });
export type StartView = z.infer<typeof StartView>;
