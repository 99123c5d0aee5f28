import { Rounds } from './rounds.js';

/** Rounds that end when a test says so. */
function aWork() {
  const open: { end: () => void; fail: (error: Error) => void }[] = [];
  const failures: unknown[] = [];
  const work = {
    begun: 0,
    open,
    failures,
    rounds: new Rounds(
      () => {
        work.begun += 1;
        return new Promise<void>((end, fail) => open.push({ end, fail }));
      },
      (thrown) => failures.push(thrown),
    ),
  };
  return work;
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work that comes round', () => {
  it('is one round at a time, and one more for all who asked during it', async () => {
    const work = aWork();
    const first = work.rounds.soon();
    await settled();
    const later = [work.rounds.soon(), work.rounds.soon(), work.rounds.soon()];
    await settled();
    expect(work.begun).toBe(1);
    work.open[0]!.end();
    await first;
    await settled();
    expect(work.begun).toBe(2);
    work.open[1]!.end();
    await Promise.all(later);
    expect(work.begun).toBe(2);
  });

  it('comes again after a round that failed, which is told', async () => {
    const work = aWork();
    const first = work.rounds.soon();
    await settled();
    const error = new Error('away');
    work.open[0]!.fail(error);
    await first;
    expect(work.failures).toEqual([error]);
    const second = work.rounds.soon();
    await settled();
    work.open[1]!.end();
    await second;
    expect(work.begun).toBe(2);
  });

  it('comes by itself, every so often', async () => {
    const work = aWork();
    work.rounds.begin(5);
    for (const until = performance.now() + 2_000; work.begun === 0 && performance.now() < until;) await settled();
    expect(work.begun).toBe(1);
    work.open[0]!.end();
    await work.rounds.end();
  });

  it('comes at a moment of its own where many have the same span, also after something held all of them up', async () => {
    const last = new Map<Rounds, number>();
    const all = Array.from({ length: 8 }, () => {
      const rounds: Rounds = new Rounds(
        () => Promise.resolve(last.set(rounds, performance.now())),
        () => undefined,
      );
      return rounds;
    });
    for (const rounds of all) rounds.begin(200);
    // Meanwhile each of them has become due.
    for (const until = performance.now() + 500; performance.now() < until;);
    let closest = 0;
    for (const until = performance.now() + 10_000; closest < 5 && performance.now() < until;) {
      await settled();
      const times = [...last.values()].sort((a, b) => a - b);
      if (times.length === 8) closest = Math.min(...times.slice(1).map((time, n) => time - times[n]!));
    }
    await Promise.all(all.map((rounds) => rounds.end()));
    expect(closest).toBeGreaterThanOrEqual(5);
  });

  it('ends with the round under way, and then there is none any more, whoever asks', async () => {
    const work = aWork();
    void work.rounds.soon();
    await settled();
    const asked = work.rounds.soon();
    const end = work.rounds.end();
    expect(work.rounds.ended).toBe(true);
    let over = false;
    void end.then(() => (over = true));
    await settled();
    expect(over).toBe(false);
    work.open[0]!.end();
    await Promise.all([end, asked, work.rounds.soon()]);
    expect(work.begun).toBe(1);
  });
});
