import { readdir, readFile, writeFile } from 'node:fs/promises';
import { callEnded, recordingKept, type CallId } from '#libs/contracts';
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

const kept = () =>
  eventually(async () => {
    const told = await at.house.told(recordingKept);
    expect(told).toHaveLength(1);
    return told[0]!;
  });

/** A line of the engine's own list: it counted a leg to its end. */
const counted = async (leg: string, endedAt: Date) => {
  const seconds = String(endedAt.getTime() / 1_000);
  const fields = [
    leg,
    leg,
    `PJSIP/trunk-${at.house.trunkId}-00000001`,
    '',
    seconds,
    seconds,
    seconds,
    '8',
    '1',
    '1',
    '',
  ];
  await writeFile(at.life.engine.paths.callRecords, `${fields.map((field) => `"${field}"`).join(',')}\n`);
};

describe('the role dies in a call', () => {
  it('and another one goes on with it', async () => {
    const { callId, client, anna } = await at.talk();
    await at.act(callId, at.anna, { do: 'hold' });
    await at.now('held');
    await at.die();
    await at.live();
    await at.act(callId, at.anna, { do: 'resume' });
    await eventually(() => expect(at.world.withIn(client)).toEqual([anna, client].sort()));
    at.world.hangUp(client);
    const ended = await at.ended();
    expect(ended).toMatchObject({ callId, outcome: 'answered', cut: false });
    expect(ended.revision).toBeGreaterThan(Math.max(...(await at.changes()).map(({ revision }) => revision)));
    expect(await kept()).toMatchObject({ callId, cut: false });
  });

  it('that ends before another is there: it is told as cut, its end as the engine counted it, its sound is whole', async () => {
    const { callId, client, anna } = await at.talk();
    await at.die();
    const endedAt = new Date(Date.now() + 90_000);
    await counted(client, endedAt);
    at.world.channels.delete(client);
    at.world.channels.delete(anna);
    await at.live();
    expect(await at.ended()).toMatchObject({
      ...{ callId, outcome: 'answered', cut: true, endedAt: endedAt.toISOString(), endedBy: 'system' },
      marks: [{ is: 'cut' }],
    });
    expect(await kept()).toMatchObject({ cut: false });
  });

  it('with the engine: what was said until then is there', async () => {
    const { callId } = await at.talk();
    await at.die();
    at.world.channels.clear();
    at.world.bridges.clear();
    await at.live();
    expect(await at.ended()).toMatchObject({ callId, cut: true });
    expect(await kept()).toMatchObject({ cut: true, durationMs: 2_000 });
  });

  it('one of two hung up meanwhile: so did the call', async () => {
    const { anna, client } = await at.talk();
    await at.die();
    at.world.channels.delete(anna);
    await at.live();
    expect(await at.ended()).toMatchObject({ outcome: 'answered', endedBy: 'employee' });
    await eventually(() => expect(at.world.channels.has(client)).toBe(false));
  });

  it('the client hung up meanwhile, and the employee holds a dead line: it ended when the engine counted it', async () => {
    const { anna, client } = await at.talk();
    await at.die();
    at.world.channels.delete(client);
    const endedAt = new Date(Date.now() - 10);
    await counted(client, endedAt);
    await at.live();
    expect(await at.ended()).toMatchObject({ endedBy: 'client', endedAt: endedAt.toISOString() });
    await eventually(() => expect(at.world.channels.has(anna)).toBe(false));
  });

  it('while it rings: the ringing goes on, and whoever answers has the client', async () => {
    const client = at.clientCalls();
    const anna = await at.rings('anna');
    await at.now('ringing', { ringing: [at.anna.employeeId] });
    await at.die();
    await at.live();
    at.world.answer(anna.id);
    await at.now('talking');
    expect(at.world.withIn(client)).toEqual([anna.id, client].sort());
  });

  it('while it rings, and somebody answered meanwhile', async () => {
    const client = at.clientCalls();
    const anna = await at.rings('anna');
    await at.now('ringing', { ringing: [at.anna.employeeId] });
    await at.die();
    at.world.channels.get(anna.id)!.state = 'Up';
    await at.live();
    await at.now('talking');
    expect(at.world.withIn(client)).toEqual([anna.id, client].sort());
  });

  it('while core is asked: it is asked again, and answers the same', async () => {
    const asked: CallId[] = [];
    at.house.route = async ({ callId }) => {
      asked.push(callId);
      if (asked.length > 1) return at.house.plan([['anna']]);
      await at.now('ringing');
      await at.die();
      throw new Error('nobody is there any more');
    };
    at.clientCalls();
    await eventually(() => expect(at.life.uow.dead).toBe(true));
    await at.live();
    await at.rings('anna');
    expect(asked[1]).toBe(asked[0]);
  });

  it('by a stop while core is asked: its late answer does nothing, and another process asks again', async () => {
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const plan = at.house.plan([], { announcement: { name: 'recorded', language: 'uk', evidence: null } });
    const late = (async () => slow.then(() => plan))();
    at.house.route = () => late;
    at.clientCalls();
    const { callId } = await at.now('ringing');
    await at.life.stop();
    answer();
    await late;
    at.house.route = () => at.house.plan([['anna']]);
    await at.live();
    const anna = await at.rings('anna');
    at.world.answer(anna.id);
    await at.now('talking', { callId });
    expect(await at.house.told(callEnded)).toEqual([]);
  });

  it('who arrived meanwhile is let in', async () => {
    await at.die();
    const client = at.clientCalls();
    await at.live();
    const anna = await at.rings('anna');
    at.world.answer(anna.id);
    await at.now('talking', { counterpart: '+380501112233' });
    expect(at.world.withIn(client)).toEqual([anna.id, client].sort());
  });

  it('what it left at the engine is tidied up', async () => {
    const gone = '01a21376-1cf1-714b-95e9-bd8cca25b829';
    await at.die();
    at.world.answer(at.world.clientCalls(at.house.trunkId, '', ''));
    at.world.channels.clear();
    const left = { state: 'Up' as const, app: 'dialled', endpoint: 'anna', extension: '', callerId: '', variables: {} };
    at.world.channels.set(`${gone}-leg1`, { ...left, id: `${gone}-leg1`, name: 'PJSIP/anna-00000001' });
    at.world.bridges.set(`${gone}-bridge2`, new Set());
    at.world.bridges.set('of-another-program', new Set());
    await at.live();
    await eventually(() => expect([...at.world.channels.keys()]).toEqual([]));
    await eventually(() => expect([...at.world.bridges.keys()]).toEqual(['of-another-program']));
  });
});

describe('the engine’s events break off for a moment', () => {
  it('calls go on, and a call that begins just then is not taken for lost', async () => {
    const { client } = await at.talk();
    at.world.peer.dropSockets();
    await eventually(() => expect(at.life.engine.isUp).toBe(true));
    at.clientCalls();
    await eventually(() => expect(at.world.ringing()).toHaveLength(1));
    expect(at.world.withIn(client)).toHaveLength(2);
    expect(await at.house.told(callEnded)).toEqual([]);
  });
});

describe('sound that no call answers for', () => {
  const recover = async () => {
    at.life.orphans.untouchedMs = -1;
    return at.life.orphans.recover();
  };

  it('becomes a call, as far as the engine counted it', async () => {
    const leg = 'keepline-1795999999.7';
    await writeSound(at.spool, `${leg}-in`, `${leg}-out`);
    const endedAt = new Date('2026-11-25T12:00:00.000Z');
    await counted(leg, endedAt);
    expect(await recover()).toBe(1);
    expect(await at.ended()).toMatchObject({
      ...{ direction: 'inbound', channelId: null, counterpart: null, outcome: 'answered', cut: true },
      ...{ endedAt: endedAt.toISOString(), recording: 'follows', legs: [] },
    });
    expect(await kept()).toMatchObject({ kind: 'call', cut: true });
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
    expect(await recover()).toBe(0);
  });

  it('a message that the dialplan took alone names its caller and the number that was called', async () => {
    const leg = 'keepline-1795999999.8';
    await writeSound(at.spool, `${leg}-in`, `${leg}-out`, `${leg}-message`);
    await counted(leg, new Date());
    const records = at.life.engine.paths.callRecords;
    const line = (await readFile(records, 'utf8')).replace(/,""\n$/, ',"380441234567|0501112233"\n');
    await writeFile(records, line);
    expect(await recover()).toBe(1);
    expect(await at.ended()).toMatchObject({
      ...{ channelId: at.house.channelId, counterpart: '0501112233', outcome: 'voicemail', recording: 'follows' },
    });
    expect(await kept()).toMatchObject({ kind: 'voicemail', lanes: 1 });
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
  });

  it('of a call that lives, or has a row already, is left alone', async () => {
    const { client } = await at.talk();
    expect(await recover()).toBe(0);
    expect(await readdir(at.spool)).toEqual([`${client}-in.wav`, `${client}-out.wav`]);
  });

  it('of a call in which nobody spoke is removed', async () => {
    const client = at.clientCalls();
    await at.rings('anna');
    at.world.hangUp(client);
    await at.ended();
    await writeSound(at.spool, `${client}-in`);
    expect(await recover()).toBe(0);
    expect(await readdir(at.spool)).toEqual([]);
  });
});
