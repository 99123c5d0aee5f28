import { daysOf, type Period } from './period.js';
import type { Grouping, ReportRow } from './queries.js';

const none: Omit<ReportRow, 'key' | 'label'> = {
  inbound: 0,
  outbound: 0,
  answered: 0,
  missed: 0,
  voicemail: 0,
  waitMsAvg: 0,
  talkMsAvg: 0,
  talkMsSum: 0,
};

/** Rows of time are complete, an hour or day without calls too; others stand with the most calls first. */
export function completeRows(rows: readonly ReportRow[], by: Grouping, period: Period): ReportRow[] {
  if (by !== 'hour' && by !== 'day') return [...rows].sort((a, b) => callsOf(b) - callsOf(a));
  const wanted = by === 'day' ? daysOf(period) : Array.from({ length: 24 }, (_, hour) => String(hour));
  const known = new Map(rows.map((row) => [row.key, row]));
  return wanted.map((key) => known.get(key) ?? { key, label: key, ...none });
}

export const callsOf = (row: Pick<ReportRow, 'inbound' | 'outbound'>): number => row.inbound + row.outbound;

/** What a bar is made of. Answered, missed and voicemail are as they were counted; the rest rang on the other side in vain. */
export const parts = ['answered', 'missed', 'voicemail', 'unreached'] as const;
export type Part = (typeof parts)[number];

export function partsOf(row: ReportRow): Record<Part, number> {
  const { answered, missed, voicemail } = row;
  return { answered, missed, voicemail, unreached: Math.max(0, callsOf(row) - answered - missed - voicemail) };
}
