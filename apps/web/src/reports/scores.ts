import { queryOptions } from '@tanstack/react-query';
import { ask } from '../api/ask.js';
import type { Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { Criterion } from '../player/recordings.js';
import type { Period } from './period.js';

export interface ScoreReport {
  criteria: Criterion[];
  rows: {
    employee: Schemas['PersonRef'];
    recordings: number;
    average: number;
    criteria: { criterionId: string; average: number; scores: number }[];
  }[];
}

export const scoreReportQuery = ({ from, to }: Period) => {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString();
  return queryOptions({
    queryKey: [...keys.reports, 'scores', query],
    queryFn: () => ask<ScoreReport>('GET', `/api/v1/reports/scores?${query}`),
  });
};
