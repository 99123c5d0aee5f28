import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { recordingKept, type Prompt } from '#libs/contracts';
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

const prompt = (name: Prompt['name']): Prompt => ({ name, language: 'uk', evidence: null });
const voicemail = { do: 'voicemail' as const, prompt: prompt('voicemail'), maxSeconds: 60 };

describe('a client calls', () => {
  it('whoever answers first has them; everybody else is told that it was answered elsewhere', async () => {
    at.house.route = () => at.house.plan([['anna', 'boris']]);
    const client = at.clientCalls();
    const [anna, boris] = [await at.rings('anna'), await at.rings('boris')];
    expect(anna).toMatchObject({ extension: 'colleague', callerId: '"Client" <*1001>' });
    const told = await at.now('ringing', { ringing: [at.anna.employeeId, at.boris.employeeId] });
    expect(anna.variables).toEqual({ KEEPLINE_CALL: told.callId, 'PJSIP_HEADER(add,X-Keepline-Ring)': told.callId });
    expect(at.world.asked).toContain(`POST /channels/${client}/ring`);
    expect(at.world.channels.get(client)!.state).toBe('Ring');
    at.world.answer(boris.id);
    await at.now('talking', { talking: [at.boris.employeeId], ringing: [] });
    expect(at.world.withIn(client)).toEqual([boris.id, client].sort());
    expect(at.world.channels.get(client)!.state).toBe('Up');
    expect(at.world.asked).toContain(`DELETE /channels/${anna.id} 26`);
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({
      direction: 'inbound',
      counterpart: '+380501112233',
      channelId: at.house.channelId,
      outcome: 'answered',
      endedBy: 'client',
      cause: 16,
      cut: false,
      routedByFallback: false,
      legs: [
        { employeeId: at.anna.employeeId, deviceId: at.anna.deviceId, answeredAt: null, by: 'route' },
        { employeeId: at.boris.employeeId, deviceId: at.boris.deviceId, by: 'route' },
      ],
    });
    await eventually(() => expect([...at.world.channels.keys()]).toEqual([]));
    expect([...at.world.bridges.keys()]).toEqual([]);
  });

  it('is told in order, and its original is evidence with the engine’s own ids', async () => {
    const { client } = await at.talk();
    at.world.hangUp(client);
    const ended = await at.ended();
    const revisions = (await at.changes()).map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(ended.revision).toBeGreaterThan(revisions.at(-1)!);
    const original = await at.house.evidence.read(ended.evidence.sha256, 100_000);
    expect(createHash('sha256').update(original).digest('hex')).toBe(ended.evidence.sha256);
    const { evidence: _, ...facts } = ended;
    expect(JSON.parse(original.toString())).toMatchObject({ ...facts, engine: { trunkId: at.house.trunkId } });
    expect(original.toString()).toContain(client);
  });

  it('a device that declines drops out; with the last one the next step begins at once', async () => {
    at.house.route = () => at.house.plan([['anna', 'boris'], ['vera']]);
    at.clientCalls();
    const [anna, boris] = [await at.rings('anna'), await at.rings('boris')];
    at.world.hangUp(anna.id, 21);
    await at.now('ringing', { ringing: [at.boris.employeeId] });
    at.world.hangUp(boris.id, 17);
    await at.rings('vera');
    await at.now('ringing', { ringing: [at.vera.employeeId] });
  });

  it('the time of a step over, the next one rings, and nobody of the last', async () => {
    at.house.route = () => {
      const plan = at.house.plan([['anna'], ['boris']]);
      return { ...plan, steps: plan.steps.map((step) => ({ ...step, ringMs: 1_000 })) };
    };
    at.clientCalls();
    const anna = await at.rings('anna');
    const boris = await at.rings('boris');
    expect(at.world.channels.has(anna.id)).toBe(false);
    at.world.answer(boris.id);
    await at.now('talking', { talking: [at.boris.employeeId] });
  });

  it('a step of which nobody is online is passed over', async () => {
    at.life.book.setOnline(at.anna.deviceId, false);
    at.house.route = () => at.house.plan([['anna'], ['boris']]);
    at.clientCalls();
    await at.rings('boris');
    expect(at.world.asked.filter((asked) => asked.includes('-leg'))).toHaveLength(1);
  });

  it('gives up while it rings: missed, and what was recorded of it is nobody’s to hear', async () => {
    const client = at.clientCalls();
    await at.rings('anna');
    await writeSound(at.spool, `${client}-in`, `${client}-out`);
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({
      outcome: 'missed',
      endedBy: 'client',
      recording: 'none',
      noRecordingCode: 'call.nothing-said',
    });
    await at.nobodyRings();
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
  });

  it('hears what is announced before anybody is rung, and that is on record', async () => {
    at.world.promptsLast = true;
    at.house.route = () =>
      at.house.plan([['anna']], { announcement: prompt('recorded'), greeting: prompt('closed'), language: 'uk' });
    const client = at.clientCalls();
    await eventually(() => expect(at.world.playing).toHaveLength(1));
    expect(at.world.channels.get(client)!.state).toBe('Up');
    at.world.endPrompt();
    await eventually(() => expect(at.world.playing).toHaveLength(1));
    expect(at.world.ringing()).toEqual([]);
    at.world.endPrompt();
    await at.rings('anna');
    at.world.hangUp(client);
    const { played } = await at.ended();
    expect(played.map((each) => each.prompt)).toEqual([prompt('recorded'), prompt('closed')]);
  });

  it('hangs up in the middle of an announcement: it was heard as far as that', async () => {
    at.world.promptsLast = true;
    at.house.route = () => at.house.plan([['anna']], { announcement: prompt('recorded') });
    const client = at.clientCalls();
    await eventually(() => expect(at.world.playing).toHaveLength(1));
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({ outcome: 'missed', played: [{ prompt: prompt('recorded') }] });
  });

  it.each([
    ['anonymous', 'anonymous'],
    ['', null],
    ['1'.repeat(40), '1'.repeat(40)],
    ['0441234567', '0441234567'],
  ])('whose number is %j is told as it is', async (calling, counterpart) => {
    at.clientCalls(calling);
    await at.rings('anna');
    await at.now('ringing', { counterpart });
  });

  it('twice at once is two calls', async () => {
    at.house.route = () => at.house.plan([['anna', 'boris']]);
    const [first, second] = [at.clientCalls(), at.clientCalls()];
    await eventually(() => expect(at.world.ringing()).toHaveLength(4));
    const of = (client: string) => at.world.asked.filter((asked) => asked === `POST /channels/${client}/ring`).length;
    expect([of(first), of(second)]).toEqual([1, 1]);
    at.world.hangUp(first);
    await at.ended();
    expect(at.world.ringing()).toHaveLength(2);
  });

  it('a number that is not ours is refused as unallocated, and on record', async () => {
    const client = at.clientCalls('+380501112233', '380449999999');
    expect(await at.ended()).toMatchObject({ channelId: null, outcome: 'refused', cause: 1, legs: [] });
    expect(at.world.asked).toContain(`DELETE /channels/${client} 1`);
  });

  it('without core the number’s own group is rung, and then a message is asked for', async () => {
    at.house.route = null;
    at.life.setLines(at.house, { fallback: [at.house.target('boris')], announcement: prompt('recorded') });
    const client = at.clientCalls();
    const boris = await at.rings('boris');
    at.world.hangUp(boris.id, 21);
    await eventually(() => expect(at.world.asked).toContain(`POST /channels/${client}/record`));
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({
      routedByFallback: true,
      legs: [{ by: 'fallback' }],
      played: [{ prompt: prompt('recorded') }, { prompt: { name: 'voicemail', language: 'en', evidence: null } }],
    });
  });

  it('nobody answers: a last prompt, and the end', async () => {
    at.house.route = () => at.house.plan([], { atEnd: { do: 'hang-up', prompt: prompt('busy') } });
    const client = at.clientCalls();
    expect(await at.ended()).toMatchObject({ outcome: 'missed', played: [{ prompt: prompt('busy') }] });
    expect(at.world.asked).toContain(`DELETE /channels/${client} 19`);
  });

  it('an engine that fails one call does not touch another', async () => {
    const { client: happy } = await at.talk();
    at.world.broken.set('/ring', 500);
    at.world.broken.set('/answer', 500);
    at.house.route = () => at.house.plan([['boris']], { announcement: prompt('recorded') });
    at.clientCalls();
    expect(await at.ended()).toMatchObject({ outcome: 'failed', endedBy: 'system' });
    expect(at.world.withIn(happy)).toHaveLength(2);
    expect(at.life.switchboard.size).toBe(1);
  });
});

describe('a message', () => {
  const leave = async () => {
    at.house.route = () => at.house.plan([], { atEnd: voicemail });
    const client = at.clientCalls();
    const [name] = await eventually(() => {
      expect(at.world.messages).toHaveLength(1);
      return at.world.messages;
    });
    return { client, name: name! };
  };

  it('in which somebody speaks is kept, in one lane', async () => {
    const { client, name } = await leave();
    await writeSound(at.life.engine.paths.voicemail, name);
    await writeSound(at.spool, `${client}-in`, `${client}-out`);
    at.world.endMessage(name);
    expect(await at.ended()).toMatchObject({ outcome: 'voicemail', recording: 'follows' });
    const [kept] = await eventually(async () => {
      const told = await at.house.told(recordingKept);
      expect(told).toHaveLength(1);
      return told;
    });
    expect(kept).toMatchObject({ kind: 'voicemail', lanes: 1, durationMs: 2_000, cut: false });
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
    await eventually(async () => expect(await readdir(at.life.engine.paths.voicemail)).toEqual([]));
  });

  it('in which nobody speaks is none: missed', async () => {
    const { name } = await leave();
    at.world.endMessage(name);
    expect(await at.ended()).toMatchObject({ outcome: 'missed', recording: 'none' });
  });
});
