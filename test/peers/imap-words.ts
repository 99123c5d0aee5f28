const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** RFC 3501, 9: date-time. */
export const internalDate = (at: Date): string =>
  `"${two(at.getUTCDate())}-${months[at.getUTCMonth()]}-${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000"`;

/** The SINCE of a SEARCH, as the first millisecond of its day by UTC; null where there is none. */
export function daySince(criteria: string): number | null {
  const [, day, month = '', year] = /SINCE (\d+)-(\w+)-(\d+)/i.exec(criteria) ?? [];
  return year === undefined ? null : Date.UTC(Number(year), months.indexOf(month), Number(day));
}

export const unquote = (text: string): string => text.replace(/^"|"$/g, '');
