/**
 * Waits until an assertion holds: the only way in which our tests wait.
 * @throws what the assertion threw last, once `withinMs` are over
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 5_000 }: { withinMs?: number } = {},
): Promise<T> {
  const until = performance.now() + withinMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.5, 100)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
