/** Quiet hours in which it is now, at whatever hour a test is run: from an hour ago to an hour from now. */
export function quietJustNow(): { from: string; to: string; zone: string } {
  const hourMs = 3_600_000;
  const timeOfDay = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  return { from: timeOfDay(Date.now() - hourMs), to: timeOfDay(Date.now() + hourMs), zone: 'UTC' };
}
