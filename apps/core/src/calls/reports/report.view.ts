import { z } from 'zod';

export const CallReportRow = z.object({
  /** An hour (0 to 23), a day (2026-11-25), an id; empty: nobody's. */
  key: z.string(),
  label: z.string(),
  inbound: z.int(),
  outbound: z.int(),
  answered: z.int(),
  missed: z.int(),
  voicemail: z.int(),
  /** Until somebody answered or the caller gave up; inbound only. */
  waitMsAvg: z.int(),
  talkMsAvg: z.int(),
  talkMsSum: z.int(),
});
export type CallReportRow = z.infer<typeof CallReportRow>;

export const CallReportView = z
  .object({ rows: z.array(CallReportRow), total: CallReportRow })
  .meta({ id: 'CallReport' });
export type CallReportView = z.infer<typeof CallReportView>;
