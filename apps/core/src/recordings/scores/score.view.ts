import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

/** What a head listens for. */
export const CriterionView = z
  .object({
    id: z.uuid(),
    /** null: of the whole company. */
    team: PersonRef.nullable(),
    name: z.string(),
    hint: z.string(),
    position: z.int(),
    /** Not asked any more; what was scored by it stays. */
    retired: z.boolean(),
  })
  .meta({ id: 'Criterion' });
export type CriterionView = z.infer<typeof CriterionView>;

export const NewCriterion = z.object({
  name: z.string().trim().min(1).max(200),
  hint: z.string().trim().max(1_000).default(''),
  position: z.int().min(0).max(1_000).default(0),
  /** Of a team, or (null) of the company; without it a manager's own team, the owner's company. */
  teamId: z.uuid().nullable().optional(),
});
export type NewCriterion = z.infer<typeof NewCriterion>;

export const CriterionChange = z
  .object({
    name: z.string().trim().min(1).max(200),
    hint: z.string().trim().max(1_000),
    position: z.int().min(0).max(1_000),
    retired: z.boolean(),
  })
  .partial();
export type CriterionChange = z.infer<typeof CriterionChange>;

export const ScorecardView = z
  .object({
    id: z.uuid(),
    listener: PersonRef,
    scores: z.array(z.object({ criterionId: z.uuid(), name: z.string(), value: z.int().min(0).max(5) })),
    remark: z.string().nullable(),
    createdAt: z.iso.datetime(),
    /** The listener's newest: the one that counts. */
    current: z.boolean(),
  })
  .meta({ id: 'Scorecard' });
export type ScorecardView = z.infer<typeof ScorecardView>;

export const NewScorecard = z.object({
  /** By the criterion's id: 0 to 5. */
  scores: z
    .record(z.uuid(), z.int().min(0).max(5))
    .refine((scores) => Object.keys(scores).length >= 1 && Object.keys(scores).length <= 100, 'has 1 to 100 scores'),
  remark: z.string().trim().max(10_000).nullable().default(null),
});
export type NewScorecard = z.infer<typeof NewScorecard>;

export const ScoresReport = z
  .object({
    criteria: z.array(CriterionView),
    rows: z.array(
      z.object({
        employee: PersonRef,
        /** First day of the period, UTC; null: all of the time asked for. */
        period: z.iso.date().nullable(),
        /** Recordings that somebody scored. */
        recordings: z.int(),
        average: z.number(),
        criteria: z.array(z.object({ criterionId: z.uuid(), average: z.number(), scores: z.int() })),
      }),
    ),
  })
  .meta({ id: 'ScoresReport' });
export type ScoresReport = z.infer<typeof ScoresReport>;

export const ScoresQuery = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  /** Rows for each of them, beside the employee. */
  per: z.enum(['day', 'week', 'month']).optional(),
});
export type ScoresQuery = z.infer<typeof ScoresQuery>;
