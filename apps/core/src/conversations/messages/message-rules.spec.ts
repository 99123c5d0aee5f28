import type { EmployeeId } from '#libs/contracts';
import { editRefusal, mayDo, revokeRefusal, type MessageStanding } from './message-rules.js';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const anna = { employeeId: 'anna' as EmployeeId, role: 'employee' } as const;
const boris = { employeeId: 'boris' as EmployeeId, role: 'employee' } as const;
const head = { employeeId: 'head' as EmployeeId, role: 'manager' } as const;
const message = (rest: Partial<MessageStanding> = {}): MessageStanding => ({
  ...{ direction: 'outbound', kind: 'text', sentBy: 'employee', employeeId: 'anna', template: null },
  ...{ occurredAt: ago(1), providerId: 'true_1', revokedAt: null, driver: 'web' },
  policy: { employeesEdit: true, employeesRevoke: true },
  ...rest,
});
const policy = (edit: boolean, revoke: boolean) => ({ policy: { employeesEdit: edit, employeesRevoke: revoke } });

describe('rewording', () => {
  it.each([
    [anna, {}, null],
    [anna, { occurredAt: ago(15) }, null],
    [anna, { occurredAt: ago(15.1) }, 'message.edit-too-late'],
    [anna, policy(false, true), 'message.edit-not-allowed'],
    [boris, {}, 'message.edit-not-allowed'],
    [head, {}, 'message.edit-not-allowed'],
    [head, { employeeId: 'head', ...policy(false, false) }, null],
    [anna, { kind: 'image' }, 'message.edit-not-allowed'],
    [anna, { template: 'offer' }, 'message.edit-not-allowed'],
    [anna, { driver: 'cloud' }, 'whatsapp.driver-cannot'],
    [anna, { providerId: null }, 'whatsapp.message-not-found'],
    [anna, { revokedAt: ago(1) }, 'message.already-revoked'],
  ] as const)('by %j of %j: %s', (viewer, rest, refusal) =>
    expect(editRefusal(viewer, message(rest), now)).toBe(refusal),
  );
});

describe('deleting for everyone', () => {
  it.each([
    [anna, {}, null],
    [anna, policy(true, false), 'message.revoke-not-allowed'],
    [anna, { occurredAt: ago(48 * 60 + 1) }, 'message.revoke-too-late'],
    [boris, {}, 'message.revoke-not-allowed'],
    [head, { occurredAt: ago(72 * 60), ...policy(false, false) }, null],
    [head, { sentBy: 'holder', employeeId: null }, null],
    [head, { direction: 'inbound', sentBy: 'client', employeeId: null }, 'message.revoke-not-allowed'],
    [head, { driver: 'cloud' }, 'whatsapp.driver-cannot'],
    [head, { revokedAt: ago(1) }, 'message.already-revoked'],
  ] as const)('by %j of %j: %s', (viewer, rest, refusal) =>
    expect(revokeRefusal(viewer, message(rest), now)).toBe(refusal),
  );
});

it('offers of a client’s message to react and to quote, and of one that is not there nothing', () => {
  const theirs = message({ direction: 'inbound', sentBy: 'client', employeeId: null });
  expect(mayDo(anna, theirs, now)).toEqual({ edit: false, revoke: false, react: true, quote: true });
  const queued = message({ providerId: null });
  expect(mayDo(anna, queued, now)).toEqual({ edit: false, revoke: false, react: false, quote: false });
});
