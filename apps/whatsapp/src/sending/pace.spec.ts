import { newChatsToday, nextInMinute, nextNewChat } from './pace.js';

const now = new Date('2026-03-02T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const daysAgo = (days: number) => before(days * 86_400);

describe('the pace of a number', () => {
  it('lets as many go in a minute as it may, and then the next when the oldest of them is a minute old', () => {
    expect(nextInMinute([], 2, now)).toBeNull();
    expect(nextInMinute([before(30)], 2, now)).toBeNull();
    expect(nextInMinute([before(50), before(10)], 2, now)).toEqual(new Date('2026-03-02T12:00:10Z'));
    expect(nextInMinute([before(59), before(50), before(10)], 2, now)).toEqual(new Date('2026-03-02T12:00:10Z'));
  });

  it('warms up from five new chats a day to all of them in two weeks', () => {
    const pace = { perMinute: 20, newChatsPerDay: 47, warmUp: true };
    expect(newChatsToday(pace, null, now)).toBe(5);
    expect(newChatsToday(pace, daysAgo(0.9), now)).toBe(5);
    expect(newChatsToday(pace, daysAgo(1), now)).toBe(8);
    expect(newChatsToday(pace, daysAgo(7), now)).toBe(26);
    expect(newChatsToday(pace, daysAgo(30), now)).toBe(47);
    expect(newChatsToday({ ...pace, warmUp: false }, null, now)).toBe(47);
    expect(newChatsToday({ ...pace, newChatsPerDay: 2 }, null, now)).toBe(2);
  });

  it('begins the next chat a day after the oldest that counts', () => {
    expect(nextNewChat([], 1, now)).toBeNull();
    expect(nextNewChat([before(3_600)], 1, now)).toEqual(new Date('2026-03-03T11:00:00Z'));
    expect(nextNewChat([], 0, now)).toEqual(new Date('2026-03-03T12:00:00Z'));
  });
});
