import { jest } from '@jest/globals';
import { Health } from './health.js';

describe('health', () => {
  it('is ok while every check is', async () => {
    const health = new Health();
    health.of('mail').set('receiver', { status: 'ok' });
    expect(await health.report()).toEqual({
      status: 'ok',
      checks: { 'mail.receiver': { status: 'ok', code: null, detail: null } },
    });
  });

  it('is degraded by a dead channel, and down only by an essential check', async () => {
    const health = new Health();
    health.of('mail').set('mailbox', { status: 'down', code: 'mail.password-refused' });
    expect((await health.report()).status).toBe('degraded');
    health.of('core').set('', { status: 'down', code: 'http.port-taken' }, { essential: true });
    const report = await health.report();
    expect(report.status).toBe('down');
    expect(Object.keys(report.checks)).toEqual(['core', 'mail.mailbox']);
  });

  it('counts a probe that throws as down, by its code', async () => {
    const health = new Health();
    health.watch('database', () => Promise.reject(Object.assign(new Error('x'), { code: 'database.away' })), {
      essential: true,
    });
    expect(await health.report()).toMatchObject({
      status: 'down',
      checks: { database: { status: 'down', code: 'database.away' } },
    });
  });

  it('does not wait for a probe that dawdles', async () => {
    jest.useFakeTimers();
    const health = new Health();
    health.watch('database', () => new Promise(() => undefined));
    const report = health.report();
    await jest.advanceTimersByTimeAsync(2_000);
    jest.useRealTimers();
    expect((await report).checks['database']).toEqual({ status: 'down', code: 'health.no-answer', detail: null });
  });

  it('forgets what is gone', async () => {
    const health = new Health();
    const mail = health.of('mail');
    mail.set('mailbox', { status: 'down' });
    mail.set('receiver', { status: 'down' });
    mail.forget('mailbox');
    expect(Object.keys((await health.report()).checks)).toEqual(['mail.receiver']);
    mail.forgetAll();
    expect(await health.report()).toEqual({ status: 'ok', checks: {} });
  });
});
