import { Ladder } from './ladder.js';
import { usualWebTiming } from './timing.js';

const minuteMs = 60_000;
const fell = { why: 'fell', code: 'whatsapp.browser-died' } as const;
const aLadder = () => new Ladder(usualWebTiming, () => 0.5);

describe('after a fall', () => {
  it('comes again, later each time, and calls for help at the eighth in a row', () => {
    const ladder = aLadder();
    const waits = Array.from({ length: 7 }, () => ladder.after(fell, 0));
    expect(waits.map(({ againInMs }) => againInMs)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000]);
    expect(waits.every(({ state, alarm }) => state === 'restarting' && alarm === null)).toBe(true);
    expect(ladder.after(fell, 0)).toEqual({
      state: 'waiting',
      code: 'whatsapp.keeps-falling',
      wipe: false,
      againInMs: 15 * minuteMs,
      alarm: { code: 'whatsapp.keeps-falling', severity: 'alarm' },
    });
    expect(ladder.after(fell, 0)).toMatchObject({ againInMs: 15 * minuteMs, alarm: null });
  });

  it('begins anew when it had stood for five minutes, or somebody was there', () => {
    const ladder = aLadder();
    for (let n = 0; n < 5; n++) ladder.after(fell, 5 * minuteMs - 1);
    expect(ladder.after(fell, 5 * minuteMs).againInMs).toBe(2_000);
    ladder.after(fell, 0);
    ladder.reset();
    expect(ladder.after(fell, 0).againInMs).toBe(2_000);
  });
});

describe('after a conflict', () => {
  it('comes back three times, and leaves it to a person then', () => {
    const ladder = aLadder();
    const steps = Array.from({ length: 4 }, () => ladder.after({ why: 'conflict' }, 0));
    expect(steps.map(({ againInMs }) => againInMs)).toEqual([minuteMs, 5 * minuteMs, 15 * minuteMs, null]);
    expect(steps.map(({ alarm }) => alarm?.code ?? null)).toEqual([null, null, null, 'whatsapp.conflict']);
    expect(steps.every(({ wipe }) => !wipe)).toBe(true);
  });
});

describe('the stored session', () => {
  it.each([
    ['logged-out', 'whatsapp.logged-out'],
    ['other-number', 'whatsapp.other-number'],
  ] as const)('goes after %s, and somebody hears of it', (why, code) => {
    expect(aLadder().after({ why }, 0)).toMatchObject({ state: 'unlinked', code, wipe: true, alarm: { code } });
  });

  it('goes when it is unlinked, and stays in all else', () => {
    expect(aLadder().after({ why: 'unlinked' }, 0)).toMatchObject({ wipe: true, alarm: null });
    const banned = aLadder().after({ why: 'refused', code: 'whatsapp.banned' }, 0);
    expect(banned).toMatchObject({ state: 'waiting', code: 'whatsapp.banned', wipe: false, againInMs: null });
    expect(banned.alarm).toEqual({ code: 'whatsapp.banned', severity: 'alarm' });
    expect(aLadder().after({ why: 'stopped' }, 0)).toMatchObject({ state: 'off', wipe: false });
    expect(aLadder().after({ why: 'idle' }, 0)).toMatchObject({ state: 'unlinked', wipe: false });
  });
});
