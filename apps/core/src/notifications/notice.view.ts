import { z } from 'zod';
import { PersonRef } from '../access/person-ref.js';
import { alertSeverities } from '../alerts/alert.view.js';

/**
 * What one is told of: a client's new word in a conversation of one's own, one that came to oneself, being named in a note, a task that is due,
 * a call that nobody took, an alert, a promise to answer in time that is about to be broken, what becomes of one's own words that waited for a head.
 */
export const noticeKinds = ['word', 'assigned', 'mention', 'task', 'missed-call', 'alert', 'sla', 'held'] as const;
export const NoticeKind = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** `page`: in the list, its counter, and for a moment on whatever page is open; `sound` beside it; `push`: by the browser, also while no page is open. */
export const noticeWays = ['page', 'sound', 'push'] as const;
export const NoticeWay = z.enum(noticeWays);
export type NoticeWay = z.infer<typeof NoticeWay>;

/** How somebody is told who has chosen nothing. */
export const usualWays: Readonly<Record<NoticeKind, readonly NoticeWay[]>> = {
  word: ['page', 'sound', 'push'],
  assigned: ['page', 'sound', 'push'],
  mention: ['page', 'sound', 'push'],
  task: ['page', 'push'],
  'missed-call': ['page', 'sound', 'push'],
  alert: ['page'],
  sla: ['page', 'push'],
  held: ['page', 'sound', 'push'],
};

export const NoticeView = z
  .object({
    id: z.uuid(),
    kind: NoticeKind,
    /** Of one that stands for several: the newest. */
    at: z.iso.datetime(),
    times: z.int(),
    client: PersonRef.nullable(),
    conversationId: z.uuid().nullable(),
    /** Of the conversation; of what one wrote oneself, and it waits, its own. Empty where it has none. */
    subject: z.string(),
    interactionId: z.uuid().nullable(),
    taskId: z.uuid().nullable(),
    callId: z.uuid().nullable(),
    alert: z.object({ id: z.uuid(), code: z.string(), severity: z.enum(alertSeverities) }).nullable(),
    /** Whose doing it was; null: a client's, or nobody's. */
    by: PersonRef.nullable(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    sounds: z.boolean(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Notice' });
export type NoticeView = z.infer<typeof NoticeView>;

/** Counted no further than 100. */
export const UnreadView = z.object({ unread: z.int().min(0).max(100) }).meta({ id: 'UnreadNotices' });
export type UnreadView = z.infer<typeof UnreadView>;

/** These, or all that were told until a moment: what comes while somebody presses the button stays unread. */
export const ReadNotices = z.union([
  z.object({ ids: z.array(z.uuid()).min(1).max(200) }),
  z.object({ until: z.iso.datetime() }),
]);
export type ReadNotices = z.infer<typeof ReadNotices>;
