export interface SnoozeTime {
  name: 'laterToday' | 'tomorrow' | 'nextWeek';
  at: Date;
}

const morning = 9;
const evening = 18;

/** When a conversation may come back: three hours from now but not in the night, tomorrow morning, on Monday. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const at = (days: number, hours: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours, 0, 0, 0);
  const later = new Date(now);
  later.setHours(now.getHours() + 3, now.getMinutes() < 30 ? 0 : 30, 0, 0);
  const today = later < at(0, evening) ? later : at(0, evening);
  // Monday is 1; on a Monday the next one.
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    ...(today > now && now.getHours() < evening - 1 ? [{ name: 'laterToday' as const, at: today }] : []),
    { name: 'tomorrow', at: at(1, morning) },
    { name: 'nextWeek', at: at(untilMonday, morning) },
  ];
}

/** For `<input type="datetime-local">`, in the machine's own time. */
export function localInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
