import { callEnded } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { CallsOffice } from './calls-office.js';

let at: CallsOffice;
beforeAll(async () => {
  at = await CallsOffice.open();
});
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(() => at.end());

const together = (...legs: string[]) => eventually(() => expect(at.world.withIn(legs[0]!)).toEqual([...legs].sort()));
const isGone = (leg: string) => eventually(() => expect(at.world.channels.has(leg)).toBe(false));

describe('hold', () => {
  it('the client hears music, and comes back', async () => {
    const { callId, client, anna } = await at.talk();
    await at.act(callId, at.anna, { do: 'hold' });
    await at.now('held', { talking: [at.anna.employeeId] });
    expect(at.world.withIn(client)).toEqual([]);
    expect(at.world.asked).toContain(`POST /channels/${client}/moh`);
    await expect(at.act(callId, at.anna, { do: 'hold' })).rejects.toMatchObject({ code: 'call.not-now' });
    await at.act(callId, at.anna, { do: 'resume' });
    await at.now('talking');
    await together(client, anna);
    at.world.hangUp(client);
    expect((await at.ended()).marks).toMatchObject([{ is: 'hold', employeeId: at.anna.employeeId }]);
  });

  it('from the device itself is on record too', async () => {
    const { anna } = await at.talk();
    at.world.hold(anna);
    await at.now('held');
    at.world.unhold(anna);
    await at.now('talking');
  });

  it('is for those who are in the call', async () => {
    const { callId } = await at.talk();
    await expect(at.act(callId, at.boris, { do: 'hold' })).rejects.toMatchObject({ code: 'call.not-in-it' });
    const over = { code: 'call.over' };
    await expect(at.act('01a21376-1cf1-714b-95e9-bd8cca25b829', at.anna, { do: 'hold' })).rejects.toMatchObject(over);
  });
});

describe('a blind transfer', () => {
  it('frees the employee at once; the client hears music until somebody answers', async () => {
    const { callId, client, anna } = await at.talk();
    await at.act(callId, at.anna, { do: 'transfer', to: at.colleague('boris') });
    await isGone(anna);
    const boris = await at.rings('boris');
    await at.now('held', { talking: [], ringing: [at.boris.employeeId] });
    at.world.answer(boris.id);
    await at.now('talking', { talking: [at.boris.employeeId] });
    await together(client, boris.id);
    at.world.hangUp(client);
    const ended = await at.ended();
    expect(ended.legs.map(({ by }) => by)).toEqual(['route', 'transfer']);
    expect(ended.marks).toMatchObject([{ is: 'transfer', employeeId: at.anna.employeeId }]);
  });

  it('that nobody takes rings back, and then goes the way of a call that nobody took', async () => {
    const prompt = { name: 'voicemail', language: 'en', evidence: null } as const;
    at.house.route = () => at.house.plan([['anna']], { atEnd: { do: 'voicemail', prompt, maxSeconds: 30 } });
    const { callId, client } = await at.talk();
    await at.act(callId, at.anna, { do: 'transfer', to: at.colleague('boris') });
    at.world.hangUp((await at.rings('boris')).id, 21);
    const again = await at.rings('anna');
    expect(again.callerId).toBe('"Client" <*1001>');
    at.world.hangUp(again.id, 19);
    await eventually(() => expect(at.world.asked).toContain(`POST /channels/${client}/record`));
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({ outcome: 'answered' });
  });

  it('by the device (REFER): it waits until somebody answers, and is told', async () => {
    const { client, anna } = await at.talk();
    at.house.dial = at.toColleague('boris');
    at.world.refer(anna, { destination: 'sip:102@127.0.0.1' });
    const boris = await at.rings('boris');
    expect(at.world.channels.has(anna)).toBe(true);
    at.world.answer(boris.id);
    await together(client, boris.id);
    await isGone(anna);
    const told = at.world.asked.filter((asked) => asked === `POST /channels/${anna}/transfer_progress`);
    expect(told).toHaveLength(2);
  });

  it('by the device to somebody who does not answer: it has the client again', async () => {
    const { client, anna } = await at.talk();
    at.house.dial = at.toColleague('boris');
    at.world.refer(anna, { destination: '<sip:102@127.0.0.1>' });
    at.world.hangUp((await at.rings('boris')).id, 17);
    await at.now('talking', { talking: [at.anna.employeeId] });
    await together(client, anna);
  });

  it('by the device to where policy says no: nothing changes', async () => {
    const { client, anna } = await at.talk();
    at.house.dial = () => ({ way: 'refused', code: 'call.premium-refused', prompt: null });
    at.world.refer(anna, { destination: 'sip:0900123456@127.0.0.1' });
    await eventually(() => expect(at.world.asked).toContain(`POST /channels/${anna}/transfer_progress`));
    expect(at.world.withIn(client)).toEqual([client, anna].sort());
  });

  it('to a number outside goes out with the company’s number', async () => {
    const { callId, client } = await at.talk();
    await at.act(callId, at.anna, { do: 'transfer', to: at.outside('+380671119999') });
    const far = await at.rings('+380671119999');
    at.world.answer(far.id);
    await together(client, far.id);
  });
});

describe('a word with a colleague first', () => {
  const consult = async () => {
    const talk = await at.talk();
    await at.act(talk.callId, at.anna, { do: 'consult', to: at.colleague('boris') });
    const boris = await at.rings('boris');
    await at.now('held', { talking: [at.anna.employeeId], consulted: at.boris.employeeId });
    return { ...talk, boris: boris.id };
  };
  const asked = async () => {
    const talk = await consult();
    at.world.answer(talk.boris);
    await together(talk.anna, talk.boris);
    expect(at.world.withIn(talk.client)).toEqual([]);
    return talk;
  };

  it('then the client is theirs', async () => {
    const { callId, client, anna, boris } = await asked();
    await at.act(callId, at.anna, { do: 'complete' });
    await together(client, boris);
    await isGone(anna);
    await at.now('talking', { talking: [at.boris.employeeId], consulted: null });
  });

  it('or all three talk, and the first may leave', async () => {
    const { callId, client, anna, boris } = await asked();
    await at.act(callId, at.anna, { do: 'merge' });
    await together(client, anna, boris);
    at.world.hangUp(anna);
    await at.now('talking', { talking: [at.boris.employeeId] });
    await together(client, boris);
    at.world.hangUp(client);
    expect((await at.ended()).marks.map(({ is }) => is)).toEqual(['hold', 'conference']);
  });

  it('or the client comes back, and the colleague is let go', async () => {
    const { callId, client, anna, boris } = await asked();
    await at.act(callId, at.anna, { do: 'cancel' });
    await together(client, anna);
    await isGone(boris);
    await at.now('talking', { consulted: null });
  });

  it('whoever hangs up in it has handed the client on', async () => {
    const { client, anna, boris } = await asked();
    at.world.hangUp(anna);
    await together(client, boris);
  });

  it('the client hangs up meanwhile: their call ends, and the two finish their word in one of their own', async () => {
    const { callId, client, anna, boris } = await asked();
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({ callId, outcome: 'answered', endedBy: 'client', recording: 'follows' });
    await together(anna, boris);
    // What is told of two calls at once comes in either order.
    const word = await eventually(async () => {
      const told = (await at.changes()).filter(({ direction }) => direction === 'internal').at(-1);
      expect(told).toMatchObject({ phase: 'talking', counterpart: '102' });
      return told!;
    });
    expect(word.talking.toSorted()).toEqual([at.anna.employeeId, at.boris.employeeId].toSorted());
    at.world.hangUp(boris);
    await isGone(anna);
    await eventually(async () =>
      expect((await at.house.told(callEnded)).at(-1)).toMatchObject({
        callId: word.callId,
        recording: 'none',
        cut: false,
      }),
    );
  });

  it('the client hangs up while the colleague is rung: over for everybody', async () => {
    const { client, anna, boris } = await consult();
    at.world.hangUp(client);
    await isGone(anna);
    await isGone(boris);
  });

  it('the colleague declines: back to the client', async () => {
    const { client, anna, boris } = await consult();
    at.world.hangUp(boris, 21);
    await at.now('talking', { talking: [at.anna.employeeId] });
    await together(client, anna);
  });

  it('while they still ring: they are rung for the client', async () => {
    const { callId, client, anna, boris } = await consult();
    await at.act(callId, at.anna, { do: 'complete' });
    await isGone(anna);
    at.world.answer(boris);
    await together(client, boris);
  });

  it('by the device, in a second call of its own: both become one', async () => {
    const { callId, client, anna } = await at.talk();
    at.house.dial = at.toColleague('boris');
    const second = at.world.deviceCalls('anna', '102');
    const boris = await at.rings('boris');
    at.world.answer(boris.id);
    await together(second, boris.id);
    at.world.refer(anna, { second });
    await together(client, boris.id);
    await isGone(anna);
    await isGone(second);
    expect(await at.ended()).toMatchObject({ direction: 'internal', outcome: 'answered' });
    await eventually(async () => {
      const [last] = (await at.changes()).filter((change) => change.callId === callId).slice(-1);
      expect(last).toMatchObject({ phase: 'talking', talking: [at.boris.employeeId] });
    });
  });
});

describe('a device that is lost', () => {
  const arrives = () => {
    at.life.book.setOnline(at.anna.deviceId, true);
    at.life.book.tellMoved(at.anna.deviceId, 'arrived');
  };

  it('in the conversation: the client hears music, and the others of that employee ring', async () => {
    const { client, anna } = await at.talk();
    at.world.hangUp(anna, 44);
    const again = await at.rings('anna');
    await at.now('held', { ringing: [at.anna.employeeId] });
    expect(at.world.asked).toContain(`POST /channels/${client}/moh`);
    at.world.answer(again.id);
    await at.now('talking', { talking: [at.anna.employeeId] });
    await together(client, again.id);
  });

  it('a page that is loaded anew: the client hears music until it is there, and is rung at once', async () => {
    const { callId, client, anna } = await at.talk();
    at.life.book.setOnline(at.anna.deviceId, false);
    at.world.hangUp(anna, 41);
    await at.now('held', { ringing: [] });
    expect(at.world.asked).toContain(`POST /channels/${client}/moh`);
    arrives();
    const again = await at.rings('anna');
    expect(again.variables['PJSIP_HEADER(add,X-Keepline-Ring)']).toBe(callId);
    at.world.answer(again.id);
    await at.now('talking', { callId, talking: [at.anna.employeeId] });
    await together(client, again.id);
  });

  it('a page that was rung where it is no more is rung where it is', async () => {
    const { client, anna } = await at.talk();
    at.world.hangUp(anna, 41);
    const stale = await at.rings('anna');
    at.world.hangUp(stale.id, 27);
    await at.now('held', { ringing: [] });
    arrives();
    at.world.answer((await at.rings('anna')).id);
    await at.now('talking');
    expect(at.world.withIn(client)).toHaveLength(2);
  });

  it('that does not come back in time: the call goes the way of one that nobody took', async () => {
    Object.assign(at.life.switchboard.timing, { backMs: 100 });
    const { client, anna } = await at.talk();
    at.life.book.setOnline(at.anna.deviceId, false);
    at.world.hangUp(anna, 41);
    expect(await at.ended()).toMatchObject({ outcome: 'answered', endedBy: 'system' });
    await isGone(client);
  });

  it('whose connection went is gone when no sound comes from it either', async () => {
    const { client, anna } = await at.talk();
    at.world.silent.add(anna);
    at.life.book.setOnline(at.anna.deviceId, false);
    at.life.book.tellMoved(at.anna.deviceId, 'gone');
    await at.now('held');
    expect(at.world.asked).toContain(`DELETE /channels/${anna} 41`);
    arrives();
    at.world.answer((await at.rings('anna')).id);
    await at.now('talking');
    expect(at.world.withIn(client)).toHaveLength(2);
  });

  it('whose connection went goes on as long as sound comes from it', async () => {
    const { client, anna } = await at.talk();
    at.life.book.tellMoved(at.anna.deviceId, 'gone');
    await eventually(() =>
      expect(at.world.asked.filter((asked) => asked.endsWith(`${anna}/rtp_statistics`))).toHaveLength(2),
    );
    await at.life.switchboard.get((await at.changes()).at(-1)!.callId).run(() => undefined);
    expect(at.world.withIn(client)).toEqual([anna, client].sort());
    await at.now('talking');
  });

  it('that said goodbye ends the call', async () => {
    const { anna } = await at.talk();
    at.world.hangUp(anna, 16);
    expect(await at.ended()).toMatchObject({ outcome: 'answered', endedBy: 'employee' });
  });

  it('is a leaver’s: their calls end', async () => {
    const { client } = await at.talk();
    await at.life.switchboard.hangUpEmployee(at.anna.employeeId);
    expect(await at.ended()).toMatchObject({ endedBy: 'employee' });
    await isGone(client);
  });
});

describe('a manager', () => {
  const listen = async (callId: string, mode: 'listen' | 'whisper' | 'barge') =>
    at.act(callId, at.vera, { do: 'listen', mode, extension: '103', deviceId: null });

  it('hears both, is heard by the employee alone, or by all', async () => {
    const { callId, client, anna } = await at.talk();
    await listen(callId, 'listen');
    const vera = await at.rings('vera');
    expect(vera.variables['PJSIP_HEADER(add,X-Keepline-Listen)']).toBe(callId);
    at.world.answer(vera.id);
    await eventually(() => expect(at.world.withIn(vera.id)).toHaveLength(2));
    expect(at.world.withIn(client)).toEqual([client, anna].sort());
    expect(at.world.asked.some((asked) => asked.startsWith(`POST /channels/${client}/snoop/`))).toBe(true);
    await at.now('talking', { listening: [{ employeeId: at.vera.employeeId, mode: 'listen' }] });
    await listen(callId, 'whisper');
    await at.now('talking', { listening: [{ employeeId: at.vera.employeeId, mode: 'whisper' }] });
    expect(at.world.asked.some((asked) => asked.startsWith(`POST /channels/${anna}/snoop/`))).toBe(true);
    await listen(callId, 'barge');
    await together(client, anna, vera.id);
    at.world.hangUp(client);
    const ended = await at.ended();
    expect(ended.marks.map(({ is, employeeId }) => [is, employeeId])).toEqual(
      Array(3).fill(['listening', at.vera.employeeId]),
    );
    expect(ended.legs.map(({ employeeId }) => employeeId)).toEqual([at.anna.employeeId]);
    await isGone(vera.id);
  });

  it('who leaves takes nobody with them', async () => {
    const { callId, client, anna } = await at.talk();
    await listen(callId, 'listen');
    const vera = await at.rings('vera');
    at.world.answer(vera.id);
    await at.now('talking', { listening: [{ employeeId: at.vera.employeeId, mode: 'listen' }] });
    at.world.hangUp(vera.id);
    await at.now('talking', { listening: [] });
    expect(at.world.withIn(client)).toEqual([client, anna].sort());
  });
});
