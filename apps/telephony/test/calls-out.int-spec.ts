import { randomUUID } from 'node:crypto';
import type { CallId, Prompt } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { CallsOffice } from './calls-office.js';
import { writeSound } from './engine-world.js';

let at: CallsOffice;
beforeAll(async () => {
  at = await CallsOffice.open();
});
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(() => at.end());

const recorded: Prompt = { name: 'recorded', language: 'uk', evidence: null };
const client = '+380671112233';

const place = async (more: { announcement?: Prompt; deviceId?: null } = {}) => {
  const callId = randomUUID() as CallId;
  const { target, shownName, shownNumber } = at.outside();
  await at.life.consumer.place({
    ...{ callId, target, shownName, shownNumber, announcement: null, deviceId: null },
    ...{ employeeId: at.anna.employeeId, extension: '101' },
    ...more,
  });
  return callId;
};

describe('from the page', () => {
  it('rings the employee’s own device first, which answers by itself, and then the client with the company’s number', async () => {
    const callId = await place();
    const anna = await at.rings('anna');
    expect(anna.variables).toEqual({ KEEPLINE_CALL: callId, 'PJSIP_HEADER(add,X-Keepline-Call)': callId });
    expect(anna.callerId).toBe('"Client" <*1001>');
    await at.now('ringing', { direction: 'outbound', counterpart: client, ringing: [at.anna.employeeId] });
    expect(at.world.ringing()).toHaveLength(1);
    at.world.answer(anna.id);
    const far = await at.rings(client);
    expect(far).toMatchObject({ callerId: at.house.number, extension: 'client' });
    expect(at.world.asked).toContain(`POST /channels/${anna.id}/ring`);
    await writeSound(at.spool, `${far.id}-in`, `${far.id}-out`);
    at.world.answer(far.id);
    await at.now('talking', { talking: [at.anna.employeeId] });
    expect(at.world.withIn(far.id)).toEqual([anna.id, far.id].sort());
    at.world.hangUp(anna.id);
    expect(await at.ended()).toMatchObject({
      ...{ callId, outcome: 'answered', endedBy: 'employee', recording: 'follows' },
      legs: [{ employeeId: at.anna.employeeId, by: 'dialled' }],
    });
  });

  it('the client hears that the call is recorded before anybody speaks', async () => {
    at.world.promptsLast = true;
    await place({ announcement: recorded });
    const anna = await at.rings('anna');
    at.world.answer(anna.id);
    const far = await at.rings(client);
    at.world.answer(far.id);
    await eventually(() => expect(at.world.playing).toHaveLength(1));
    expect(at.world.withIn(far.id)).toEqual([]);
    await at.now('ringing');
    at.world.endPrompt();
    await at.now('talking');
    at.world.hangUp(far.id);
    expect(await at.ended()).toMatchObject({ played: [{ prompt: recorded }], endedBy: 'client' });
  });

  it('twice with the same id is one call', async () => {
    const callId = await place();
    const { target, shownName, shownNumber } = at.outside();
    const again = { callId, target, shownName, shownNumber, announcement: null, deviceId: null };
    await at.life.consumer.place({ ...again, employeeId: at.anna.employeeId, extension: '101' });
    await at.rings('anna');
    expect(at.world.ringing()).toHaveLength(1);
  });

  it('says what is missing, and then there is no call', async () => {
    at.life.book.setOnline(at.anna.deviceId, false);
    await expect(place()).rejects.toMatchObject({ code: 'telephony.device-offline', kind: 'user' });
    at.life.book.setOnline(at.anna.deviceId, true);
    at.life.book.setTrunkOnline(at.house.trunkId, false);
    await expect(place()).rejects.toMatchObject({ code: 'telephony.trunk-off' });
    at.life.book.setTrunkOnline(at.house.trunkId, true);
    at.life.engine.ari.pointAt(null);
    await expect(place()).rejects.toMatchObject({ code: 'telephony.engine-away' });
    expect(at.life.switchboard.size).toBe(0);
    expect(await at.changes()).toEqual([]);
  });

  it('is given up by the employee while it rings', async () => {
    const callId = await place();
    at.world.answer((await at.rings('anna')).id);
    const far = await at.rings(client);
    await at.act(callId, at.anna, { do: 'hang-up' });
    expect(await at.ended()).toMatchObject({ outcome: 'no-answer', endedBy: 'employee' });
    expect(at.world.channels.has(far.id)).toBe(false);
  });

  it('nobody takes up their own device: the client is never called', async () => {
    await place();
    const anna = await at.rings('anna');
    at.world.hangUp(anna.id, 19);
    expect(await at.ended()).toMatchObject({ outcome: 'failed', answeredAt: null });
    expect(at.world.asked.filter((asked) => /POST \/channels\/[^/]+-leg\d+$/.test(asked))).toHaveLength(1);
  });
});

describe('from a device', () => {
  it.each([
    [17, 'busy'],
    [19, 'no-answer'],
    [21, 'declined'],
    [34, 'failed'],
    [1, 'failed'],
  ] as const)('a line that ends with cause %i: %s, and the device hears the same', async (cause, outcome) => {
    const device = at.world.deviceCalls('anna', '*1001');
    at.world.hangUp((await at.rings(client)).id, cause);
    expect(await at.ended()).toMatchObject({ outcome, cause, counterpart: client, recording: 'none' });
    expect(at.world.asked).toContain(`DELETE /channels/${device} ${cause}`);
  });

  it('is told to nobody before it is known whom it is for', async () => {
    at.house.dial = async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return at.house.outside(client);
    };
    at.world.deviceCalls('anna', '*1001');
    await at.rings(client);
    await at.now('ringing');
    expect((await at.changes()).map(({ counterpart }) => counterpart)).not.toContain('*1001');
  });

  it('policy says no: the device hears why, before the call counts as one', async () => {
    const prompt: Prompt = { name: 'refused', language: 'ru', evidence: null };
    at.house.dial = () => ({ way: 'refused', code: 'call.premium-refused', prompt });
    const device = at.world.deviceCalls('anna', '0900123456');
    expect(await at.ended()).toMatchObject({
      ...{ outcome: 'refused', counterpart: '0900123456', noRecordingCode: 'call.premium-refused', played: [] },
    });
    expect(at.world.asked).toContain(`POST /channels/${device}/progress`);
    expect(at.world.asked).not.toContain(`POST /channels/${device}/answer`);
    expect(at.world.asked).toContain(`DELETE /channels/${device} 21`);
  });

  it('without an answer from core nothing is dialled', async () => {
    at.house.dial = null;
    at.world.deviceCalls('anna', '0671112233');
    expect(await at.ended()).toMatchObject({ outcome: 'failed' });
    expect(at.world.asked.filter((asked) => asked.includes('-leg'))).toEqual([]);
  });

  it('a colleague is rung on all devices; what they say to each other is not recorded', async () => {
    at.house.dial = at.toColleague('boris');
    const device = at.world.deviceCalls('anna', '102');
    const boris = await at.rings('boris');
    await at.now('ringing', { direction: 'internal', channelId: null, counterpart: '102' });
    at.world.answer(boris.id);
    await at.now('talking', { talking: [at.anna.employeeId, at.boris.employeeId] });
    expect(at.world.channels.get(device)!.state).toBe('Up');
    at.world.hangUp(boris.id);
    expect(await at.ended()).toMatchObject({
      outcome: 'answered',
      recording: 'none',
      noRecordingCode: 'call.internal',
    });
  });

  it('of nobody is not let in', async () => {
    const device = at.world.deviceCalls('stranger', '0671112233');
    await eventually(() => expect(at.world.asked).toContain(`DELETE /channels/${device} 21`));
    expect(at.life.switchboard.size).toBe(0);
  });
});
