/** `2026-11-25`: a day that there is. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00`);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}

/** The day of the clock on the wall. */
export const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

export interface Month {
  /** `2026-11`. */
  month: string;
  count: number;
}

/** Every month from the first to the last, those without an entry too. @param months the oldest first */
export function monthsBetween(months: readonly Month[]): Month[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const counts = new Map(months.map(({ month, count }) => [month, count]));
  const all: Month[] = [];
  for (let at = numberOf(first.month); at <= numberOf(last.month); at += 1) {
    const month = `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
    all.push({ month, count: counts.get(month) ?? 0 });
  }
  return all;
}

const numberOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
