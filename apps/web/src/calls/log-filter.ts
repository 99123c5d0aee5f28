import type { LogFilter } from './call-queries.js';

export interface Wanted {
  employeeId: string;
  outcome: NonNullable<LogFilter['outcome']> | '';
  /** `2026-11-25` of the place where one sits. */
  day: string;
}

/** A day is from midnight to midnight of this machine's own time, also when the clocks change in it. */
export function filterOf({ employeeId, outcome, day }: Wanted): LogFilter {
  const filter: LogFilter = {
    ...(employeeId === '' ? {} : { employeeId }),
    ...(outcome === '' ? {} : { outcome }),
  };
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return filter;
  return {
    ...filter,
    from: new Date(year, month - 1, date).toISOString(),
    to: new Date(year, month - 1, date + 1).toISOString(),
  };
}
