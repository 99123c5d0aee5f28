import { Alarm } from './alarm.js';

describe('a wait that can be cut short', () => {
  const never = () => false;

  it('ends when it rings', async () => {
    const alarm = new Alarm();
    const waiting = alarm.wait(60_000);
    alarm.ring();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('keeps a ring that nobody waited for, and only one', async () => {
    const alarm = new Alarm();
    alarm.ring();
    await alarm.wait(60_000);
    const began = performance.now();
    await alarm.wait(30);
    expect(performance.now() - began).toBeGreaterThan(25);
  });

  it('is not cut short by ringing where it waits for something to pass', async () => {
    const alarm = new Alarm();
    const began = performance.now();
    const waiting = alarm.waitThrough(30, never);
    alarm.ring();
    alarm.ring();
    await waiting;
    expect(performance.now() - began).toBeGreaterThan(25);
  });

  it('ends at once when it is enough', async () => {
    const alarm = new Alarm();
    let enough = false;
    const waiting = alarm.waitThrough(60_000, () => enough);
    enough = true;
    alarm.ring();
    await expect(waiting).resolves.toBeUndefined();
  });
});
