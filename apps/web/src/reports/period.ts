export const periodNames = ['today', 'yesterday', 'week', 'last7', 'month', 'lastMonth', 'last30', 'own'] as const;
export type PeriodName = (typeof periodNames)[number];

export interface Period {
  from: Date;
  /** Not in it any more. */
  to: Date;
}

const startOf = (at: Date, byDays = 0) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + byDays);

/** `2026-11-25` in the machine's own time zone; null: no day. */
export function dayOf(text: string | undefined): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  if (parts === null) return null;
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return day.getDate() === Number(parts[3]) ? day : null;
}

export const dayText = (at: Date) =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

const mostDays = 400;

/** From which moment to which, in the days of whoever looks; weeks begin on Monday. Of an own one the last day is in it. */
export function periodOf(
  name: PeriodName,
  now: Date,
  own: { from?: string | undefined; to?: string | undefined } = {},
): Period {
  const today = startOf(now);
  const tomorrow = startOf(now, 1);
  switch (name) {
    case 'today':
      return { from: today, to: tomorrow };
    case 'yesterday':
      return { from: startOf(now, -1), to: today };
    case 'week':
      return { from: startOf(now, -((now.getDay() + 6) % 7)), to: tomorrow };
    case 'last7':
      return { from: startOf(now, -6), to: tomorrow };
    case 'month':
      return { from: new Date(now.getFullYear(), now.getMonth(), 1), to: tomorrow };
    case 'lastMonth':
      return {
        from: new Date(now.getFullYear(), now.getMonth() - 1, 1),
        to: new Date(now.getFullYear(), now.getMonth(), 1),
      };
    case 'last30':
      return { from: startOf(now, -29), to: tomorrow };
    case 'own': {
      const [first, last] = [dayOf(own.from) ?? today, dayOf(own.to) ?? today].sort(
        (a, b) => a.getTime() - b.getTime(),
      );
      const from = first ?? today;
      const to = startOf(last ?? today, 1);
      const earliest = startOf(to, -mostDays);
      return { from: from < earliest ? earliest : from, to };
    }
  }
}

/** Every day of it, also those without a call: a gap is news too. */
export function daysOf({ from, to }: Period): string[] {
  const days: string[] = [];
  for (let day = startOf(from); day < to; day = startOf(day, 1)) days.push(dayText(day));
  return days;
}
