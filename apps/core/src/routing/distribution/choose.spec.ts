import type { EmployeeId } from '#libs/contracts';
import { choose, type Member } from './choose.js';

const person = (name: string, inHand: number, given: number, lastGivenAt: string | null = null): Member => ({
  ...{ id: name as EmployeeId, name, inHand, given },
  lastGivenAt: lastGivenAt === null ? null : new Date(lastGivenAt),
});
const anna = person('anna', 5, 1, '2026-11-25T09:00:00Z');
const boris = person('boris', 2, 3, '2026-11-25T10:00:00Z');
const clara = person('clara', 2, 1, '2026-11-25T11:00:00Z');
const everybody = [boris, clara, anna];
const given = (choice: ReturnType<typeof choose>) => (choice.is === 'given' ? choice.member.name : choice.is);

describe('whom a queue gives a conversation', () => {
  it('evenly: whoever was given the fewest, and of those whoever has waited the longest', () =>
    expect(given(choose({ mode: 'even', cap: null }, everybody, []))).toBe('anna'));

  it('by what they have in hand: the fewest, and of those whoever was given the fewest', () =>
    expect(given(choose({ mode: 'least', cap: null }, everybody, []))).toBe('clara'));

  it('never above the cap', () => {
    expect(given(choose({ mode: 'even', cap: 5 }, everybody, []))).toBe('clara');
    expect(given(choose({ mode: 'least', cap: 2 }, everybody, []))).toBe('full');
  });

  it('never twice in a round', () => {
    expect(given(choose({ mode: 'least', cap: null }, everybody, ['clara']))).toBe('boris');
    expect(given(choose({ mode: 'least', cap: null }, everybody, ['anna', 'boris', 'clara']))).toBe('nobody');
    expect(given(choose({ mode: 'least', cap: 3 }, everybody, ['boris', 'clara']))).toBe('full');
    expect(given(choose({ mode: 'least', cap: 3 }, [], []))).toBe('nobody');
  });
});
