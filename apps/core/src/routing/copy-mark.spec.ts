import type { InteractionId } from '#libs/contracts';
import { MasterKey } from '#libs/evidence';
import { copyHeaders, copyMark, isOwnCopyMark } from './copy-mark.js';

const key = MasterKey.fromBytes(Buffer.alloc(32, 7));
const id = '018f0000-0000-7000-8000-00000000000a' as InteractionId;

describe('the mark of a copy', () => {
  it('is known again', () => {
    expect(isOwnCopyMark(key, copyMark(key, id))).toBe(true);
    expect(isOwnCopyMark(key, ` ${copyMark(key, id)} `)).toBe(true);
  });

  it.each([null, '', '1', id, `${id}.`, `${id}.${'0'.repeat(32)}`, `x${copyMark(key, id)}`])(
    'is not taken from a stranger: %s',
    (mark) => expect(isOwnCopyMark(key, mark)).toBe(false),
  );

  it('is not taken from another installation', () => {
    expect(isOwnCopyMark(MasterKey.fromBytes(Buffer.alloc(32, 8)), copyMark(key, id))).toBe(false);
  });
});

describe('copyHeaders', () => {
  it('are the resent fields of RFC 5322 and the mark', () => {
    const copy = {
      interactionId: id,
      from: 'sales@corp.test',
      to: 'archive@backup.test',
      at: new Date('2026-11-22T12:00:00Z'),
      messageId: '<r@corp.test>',
    };
    expect(copyHeaders(key, copy)).toEqual([
      'Resent-From: <sales@corp.test>',
      'Resent-To: <archive@backup.test>',
      'Resent-Date: Sun, 22 Nov 2026 12:00:00 +0000',
      'Resent-Message-ID: <r@corp.test>',
      `X-Keepline-Copy: ${copyMark(key, id)}`,
    ]);
  });
});
