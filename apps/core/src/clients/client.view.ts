import { z } from 'zod';
import { PersonRef } from '../access/sign-in/session.view.js';
import { FieldValuesGiven } from './fields/card-field.view.js';
import { MeanwhileView } from './history/card-change.view.js';
import { lifecycles } from './lifecycle/lifecycle.js';
import { TagRef } from './tags/tag.view.js';

export const contactPointKinds = ['email', 'phone', 'whatsapp'] as const;
export const stages = ['prospecting', 'sales', 'account'] as const;

export const ContactPointView = z
  .object({
    id: z.uuid(),
    kind: z.enum(contactPointKinds),
    /** Whole, or masked (`a•••@e•••.test`, `+380 •• ••• •• 12`) where the viewer may not see it. */
    value: z.string(),
    masked: z.boolean(),
    label: z.string().nullable(),
    source: z.enum(['manual', 'placed', 'imported']),
    /** The first to be used of its kind. */
    primary: z.boolean(),
    createdAt: z.iso.datetime(),
    /** When the client last used it, and when we did; null: not lately. */
    lastInAt: z.iso.datetime().nullable(),
    lastOutAt: z.iso.datetime().nullable(),
    /** A mail server said that nothing arrives there (`5.1.1`); until somebody writes from there again. */
    undeliverable: z.object({ since: z.iso.datetime(), code: z.string() }).nullable(),
  })
  .meta({ id: 'ContactPoint' });
export type ContactPointView = z.infer<typeof ContactPointView>;

export const ClientView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['person', 'company']),
    name: z.string(),
    stage: z.enum(stages),
    responsible: PersonRef.nullable(),
    team: PersonRef.nullable(),
    contactPoints: z.array(ContactPointView),
    /** The company that a person belongs to, where the viewer may see its card. */
    company: PersonRef.nullable(),
    tags: z.array(TagRef),
    /** Computed from what happened: nobody sets it. */
    lifecycle: z.enum(lifecycles),
    lifecycleSince: z.iso.datetime(),
    /** Values of the company's own fields by key (`/card-fields`), each in the one form of its kind; addresses masked like contact points. */
    fields: z.record(z.string(), z.string()),
    /** Keys of required fields in which nothing stands. */
    fieldsMissing: z.array(z.string()),
    /** When somebody last filled in or confirmed them. */
    fieldsConfirmedAt: z.iso.datetime().nullable(),
    fieldsConfirmedBy: PersonRef.nullable(),
    /** Something stands in them and nobody has confirmed it for half a year: it is worth asking. */
    fieldsStale: z.boolean(),
    /** Grows with every change of the card; name it when you change the card. */
    version: z.int(),
    /** What a desk phone dials to call the client: `*1003`. */
    shortCode: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    lastInteractionAt: z.iso.datetime().nullable(),
    /** At most 1,000: beyond that nobody counts. */
    interactions: z.int(),
  })
  .meta({ id: 'Client' });
export type ClientView = z.infer<typeof ClientView>;

export const ChangedClientView = ClientView.extend({
  /** What others changed since the version that was named; it stays, and so does what was changed now. */
  meanwhile: z.array(MeanwhileView),
}).meta({ id: 'ChangedClient' });
export type ChangedClientView = z.infer<typeof ChangedClientView>;

export const ClientListItem = z
  .object({
    id: z.uuid(),
    kind: z.enum(['person', 'company']),
    name: z.string(),
    stage: z.enum(stages),
    responsible: PersonRef.nullable(),
    team: PersonRef.nullable(),
    tags: z.array(TagRef),
    lifecycle: z.enum(lifecycles),
    lastInteractionAt: z.iso.datetime().nullable(),
    /** Somebody of theirs waits for an answer since then. */
    waitingSince: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ClientListItem' });
export type ClientListItem = z.infer<typeof ClientListItem>;

export const NewContactPoint = z.object({
  kind: z.enum(contactPointKinds),
  value: z.string().trim().min(1).max(320),
  label: z.string().trim().max(100).nullable().default(null),
  /** The same address on another card is refused unless this says that they share it. */
  shared: z.boolean().default(false),
});
export type NewContactPoint = z.infer<typeof NewContactPoint>;

export const ContactPointChange = z
  .object({
    label: z.string().trim().max(100).nullable(),
    /** There is one of each kind. */
    primary: z.boolean(),
  })
  .partial();
export type ContactPointChange = z.infer<typeof ContactPointChange>;

export const NewClient = z.object({
  kind: z.enum(['person', 'company']),
  name: z.string().trim().min(1).max(200),
  stage: z.enum(stages).default('prospecting'),
  responsibleId: z.uuid().nullable().default(null),
  teamId: z.uuid().nullable().default(null),
  contactPoints: z.array(NewContactPoint).max(20).default([]),
  companyId: z.uuid().nullable().default(null),
  fields: FieldValuesGiven.default({}),
});
export type NewClient = z.infer<typeof NewClient>;

export const ClientChange = z
  .object({
    kind: z.enum(['person', 'company']),
    name: z.string().trim().min(1).max(200),
    stage: z.enum(stages),
    /** Of a person; null: of none. */
    companyId: z.uuid().nullable(),
    /** By key; what is not named stays. */
    fields: FieldValuesGiven,
    /** The version that the change began from: then what others changed meanwhile is not written over. */
    version: z.int().min(1),
  })
  .partial();
export type ClientChange = z.infer<typeof ClientChange>;

export const NewAssignment = z.object({
  employeeId: z.uuid().nullable(),
  teamId: z.uuid().nullable().default(null),
  reason: z.string().trim().min(1).max(500),
});
export type NewAssignment = z.infer<typeof NewAssignment>;

export const AssignmentView = z
  .object({
    id: z.uuid(),
    responsible: PersonRef.nullable(),
    team: PersonRef.nullable(),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable(),
    reason: z.string(),
    assignedBy: PersonRef.nullable(),
  })
  .meta({ id: 'Assignment' });
export type AssignmentView = z.infer<typeof AssignmentView>;
