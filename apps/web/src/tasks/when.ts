export const soons = ['today', 'tomorrow', 'inThreeDays', 'inAWeek'] as const;
export type Soon = (typeof soons)[number];

const days: Readonly<Record<Soon, number>> = { today: 0, tomorrow: 1, inThreeDays: 3, inAWeek: 7 };

/** The end of the working day, some days on; of a day that is almost over, in two hours. Local time, as an input of the kind `datetime-local` has it. */
export function soonAt(soon: Soon, now: Date): string {
  const at = new Date(now);
  at.setDate(at.getDate() + days[soon]);
  at.setHours(18, 0, 0, 0);
  return forInput(at.getTime() - now.getTime() < 3_600_000 ? new Date(now.getTime() + 2 * 3_600_000) : at);
}

export function forInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
