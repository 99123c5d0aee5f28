import { deferredUntil, futureRelease, releaseAt } from './future-release.js';

const now = new Date('2026-11-27T08:00:00.000Z');
const head = (value: string) => Buffer.from(`Subject: x\r\nDeferred-Delivery: ${value}\r\n\r\n`);

describe('FUTURERELEASE', () => {
  it('is announced with its limits', () => {
    expect(futureRelease(now)).toBe('FUTURERELEASE 15811200 2027-05-29T08:00:00Z');
  });

  it.each([
    [{ HOLDFOR: '3600' }, '2026-11-27T09:00:00.000Z'],
    [{ HOLDFOR: '15811200' }, '2027-05-29T08:00:00.000Z'],
    [{ HOLDUNTIL: '2026-11-30T07:00:00Z' }, '2026-11-30T07:00:00.000Z'],
    [{ HOLDUNTIL: '2026-11-30t07:00:00.5z' }, '2026-11-30T07:00:00.500Z'],
  ])('%j', (args, at) => expect(releaseAt(args, now)?.toISOString()).toBe(at));

  it.each([[false], [{}], [{ SIZE: '5' }]])('%j: now', (args) => expect(releaseAt(args, now)).toBeNull());

  it.each([
    [{ HOLDFOR: true }, /number of seconds/],
    [{ HOLDFOR: '0' }, /number of seconds/],
    [{ HOLDFOR: '-5' }, /number of seconds/],
    [{ HOLDFOR: '1e3' }, /number of seconds/],
    [{ HOLDFOR: '15811201' }, /15811200 s at most/],
    [{ HOLDUNTIL: '2026-11-27T07:59:59Z' }, /has passed/],
    [{ HOLDUNTIL: '2026-13-41T07:00:00Z' }, /a moment like/],
    [{ HOLDUNTIL: 'tomorrow' }, /a moment like/],
    [{ HOLDUNTIL: '2028-01-01T00:00:00Z' }, /at most/],
    [{ HOLDFOR: '5', HOLDUNTIL: '2026-11-30T07:00:00Z' }, /together/],
  ])('%j is refused', (args, why) => {
    expect(() => releaseAt(args, now)).toThrow(why);
    expect(() => releaseAt(args, now)).toThrow(expect.objectContaining({ responseCode: 501 }));
  });
});

describe('Deferred-Delivery', () => {
  it.each([
    ['Mon, 30 Nov 2026 09:00:00 +0200', '2026-11-30T07:00:00.000Z'],
    ['Mon, 30 Nov 2026\r\n 09:00:00 +0200', '2026-11-30T07:00:00.000Z'],
    ['Fri, 27 Nov 2026 07:00:00 +0000', null],
    ['', null],
  ])('%j', (value, at) => expect(deferredUntil(head(value), now)?.toISOString() ?? null).toBe(at));

  it.each(['next week', 'Mon, 30 Nov 2099 09:00:00 +0200'])('%s goes neither then nor at once', (value) =>
    expect(() => deferredUntil(head(value), now)).toThrow(/^5\.6\.0 /),
  );
});
