import { queryOptions } from '@tanstack/react-query';
import { ask } from '../api/ask.js';
import type { Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { Period } from './period.js';

export interface ScoreReport {
  criteria: { id: string; name: string }[];
  rows: {
    employee: Schemas['PersonRef'];
    recordings: number;
    average: number;
    byCriterion: Record<string, number>;
  }[];
}

export const scoreReportQuery = ({ from, to }: Period) => {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString();
  return queryOptions({
    queryKey: [...keys.reports, 'scores', query],
    queryFn: () => ask<ScoreReport>('GET', `/api/v1/reports/scores?${query}`),
  });
};
