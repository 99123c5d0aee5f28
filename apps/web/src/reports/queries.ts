import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { timeZoneHere } from '../hours/time-zones.js';
import type { Period } from './period.js';

export const groupings = ['day', 'hour', 'employee', 'team', 'number'] as const;
export type Grouping = (typeof groupings)[number];
export type ReportRow = Schemas['CallReport']['rows'][number];

const span = ({ from, to }: Period) => ({ from: from.toISOString(), to: to.toISOString() });

export const callReportQuery = (period: Period, by: Grouping) => {
  const query = { ...span(period), by, timeZone: timeZoneHere() };
  return queryOptions({
    queryKey: [...keys.reports, 'calls', query],
    queryFn: () => take(api.GET('/api/v1/reports/calls', { params: { query } })),
    placeholderData: keepPreviousData,
  });
};

export const scoreReportQuery = (period: Period) => {
  const query = span(period);
  return queryOptions({
    queryKey: [...keys.reports, 'scores', query],
    queryFn: () => take(api.GET('/api/v1/reports/scores', { params: { query } })),
  });
};
