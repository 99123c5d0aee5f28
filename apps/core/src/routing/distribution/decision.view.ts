import { z } from 'zod';
import { PersonRef } from '../../access/person-ref.js';

/**
 * responsible: their client; substitute: stands in for them; even, least: out of the queue; all: everybody is shown it; full: it waits in the
 * queue; nobody: no one is left; overdue: the target was missed.
 */
export const decisionCodes = [
  ...(['responsible', 'substitute', 'even', 'least', 'all', 'full', 'nobody', 'overdue'] as const),
] as const;
export type DecisionCode = (typeof decisionCodes)[number];
/** new: a client began to wait; absent, no-answer: of whoever it was taken from. */
export const becauses = ['new', 'absent', 'no-answer', 'target'] as const;
export type Because = (typeof becauses)[number];

export const DecisionView = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    code: z.enum(decisionCodes),
    because: z.enum(becauses),
    /** Who was given it. */
    employee: PersonRef.nullable(),
    /** From whom it came. */
    from: PersonRef.nullable(),
    team: PersonRef.nullable(),
    /** How many they had in hand, or were given within a day before this one. */
    count: z.int().nullable(),
    minutes: z.int().nullable(),
  })
  .meta({ id: 'RoutingDecision' });
export type DecisionView = z.infer<typeof DecisionView>;
