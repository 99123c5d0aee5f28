import { outlookThread, outlookThreadOf, threadIndex } from './outlook-thread.js';

describe('an Outlook thread (MS-OXOMSG 2.2.1.3)', () => {
  const root = '01d9a1b2c3d4' + '00112233445566778899aabbccddeeff';
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

  it('is the first 22 bytes, however many answers were added', () => {
    expect(outlookThread(base64(root))).toBe(root);
    expect(outlookThread(base64(`${root}0000012345${'0000099999'.repeat(7)}`))).toBe(root);
    expect(outlookThread(`${base64(root).slice(0, 20)}\r\n ${base64(root).slice(20)}`)).toBe(root);
  });

  it.each([
    ['nothing', ''],
    ['words', 'no thread at all, only words'],
    ['too short', base64('01d9a1b2c3d4')],
    ['another first byte', base64(root.replace(/^01/, '02'))],
    ['a GUID of noughts', base64(`01d9a1b2c3d4${'0'.repeat(32)}`)],
    ['endless', 'A'.repeat(100_000)],
  ])('is none: %s', (_, value) => expect(outlookThread(value)).toBeNull());

  it('of a conversation of ours is always the same, and is found again in what answers it', () => {
    // 2026-11-22T10:00:00.000Z = 0x019aab1a1100 ms
    const id = '019aab1a-1100-7000-8000-000000000001';
    const thread = outlookThreadOf(id);
    expect(thread).toHaveLength(44);
    expect(thread.slice(12)).toBe('019aab1a110070008000000000000001');
    expect(outlookThreadOf(id)).toBe(thread);
    const answer = threadIndex(thread, new Date('2026-11-23T10:00:00Z'));
    expect(Buffer.from(answer, 'base64')).toHaveLength(27);
    expect(outlookThread(answer)).toBe(thread);
  });

  it('tells when an answer was written by what has passed since', () => {
    const ms = Date.UTC(2026, 10, 22);
    const thread = outlookThreadOf(
      `${ms
        .toString(16)
        .padStart(12, '0')
        .replace(/^(.{8})/, '$1-')}-7000-8000-000000000001`,
    );
    const child = Buffer.from(threadIndex(thread, new Date(ms + 3_600_000)), 'base64').subarray(22);
    // One hour is 36,000,000,000 of 100 ns; without 18 bits 137,329, give or take what the header cuts off.
    expect(child.readUInt32BE(0)).toBeGreaterThanOrEqual(137_329);
    expect(child.readUInt32BE(0)).toBeLessThanOrEqual(137_330);
    const late = Buffer.from(threadIndex(thread, new Date(ms + 3 * 365 * 86_400_000)), 'base64').subarray(22);
    expect(late[0]! & 0x80).toBe(0x80);
  });
});
