interface Span {
  /** ISO 8601. */
  firstDay: string;
  lastDay: string;
  yearly: boolean;
}

const noon = (day: string): Date => new Date(`${day}T12:00:00`);

/** "1 January", "31 December – 8 January", with the years where it comes once. */
export function spanText({ firstDay, lastDay, yearly }: Span, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    ...(yearly ? {} : { year: 'numeric' }),
  });
  return firstDay === lastDay ? format.format(noon(firstDay)) : format.formatRange(noon(firstDay), noon(lastDay));
}
