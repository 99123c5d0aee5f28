import { z } from 'zod';
import { CallDirection, CallOutcome } from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';

export const alertSeverities = ['info', 'warning', 'alarm'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** Something that somebody must look at; `code` is stable for ever and what the page translates. */
export const AlertView = z
  .object({
    id: z.uuid(),
    code: z.string(),
    severity: z.enum(alertSeverities),
    at: z.iso.datetime(),
    callId: z.uuid().nullable(),
    /** Null where the viewer may not see it. */
    call: z
      .object({ startedAt: z.iso.datetime(), direction: CallDirection, outcome: CallOutcome.nullable() })
      .nullable(),
    client: PersonRef.nullable(),
    employee: PersonRef.nullable(),
    /** Codes, counts, addresses of machines; never a client's number for whoever may not see it. */
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    acknowledgedBy: PersonRef.nullable(),
    acknowledgedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Alert' });
export type AlertView = z.infer<typeof AlertView>;
