/** When an answer is usually sent that is not sent now: at nine, on the writer's own clock. */
export function usualTimes(now: Date): { name: 'today' | 'tomorrow' | 'monday'; at: Date }[] {
  const nine = (days: number, hour = 9) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const inTwoHours = new Date(now.getTime() + 2 * 3_600_000);
  inTwoHours.setMinutes(0, 0, 0);
  return [
    ...(inTwoHours.getDate() === now.getDate() && inTwoHours.getHours() >= 8
      ? [{ name: 'today' as const, at: inTwoHours }]
      : []),
    { name: 'tomorrow', at: nine(1) },
    ...(toMonday === 1 ? [] : [{ name: 'monday' as const, at: nine(toMonday) }]),
  ];
}

/** As a field of the browser wants it: local, without a zone. */
export function fieldTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
