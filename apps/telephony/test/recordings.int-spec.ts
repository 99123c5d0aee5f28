import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  alarmRaised,
  callsTallied,
  recordingKept,
  recordingMissing,
  RecordingPeaks,
  type CallId,
  type RecordingPolicy,
} from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import { eventually } from '#libs/testing';
import { CallsOffice } from './calls-office.js';

let at: CallsOffice;
beforeAll(async () => {
  at = await CallsOffice.open();
});
afterAll(() => at.close());
beforeEach(() => at.begin());
afterEach(() => at.end());

const one = <C extends typeof recordingKept | typeof recordingMissing>(contract: C) =>
  eventually(async () => {
    const told = await at.house.told(contract);
    expect(told).toHaveLength(1);
    return told[0]!;
  });

/** A call with sound is over. */
async function aCall(policy?: RecordingPolicy): Promise<{ callId: CallId; client: string }> {
  if (policy) at.house.route = () => at.house.plan([['anna']], { recording: policy });
  const { callId, client } = await at.talk();
  at.world.hangUp(client);
  await at.ended();
  return { callId, client };
}

describe('a recording', () => {
  it('is evidence with its peaks, told of once, and only then its files go', async () => {
    const { callId } = await aCall();
    const told = await one(recordingKept);
    expect(told).toMatchObject({
      ...{
        callId,
        kind: 'call',
        durationMs: 2_000,
        lanes: 2,
        type: 'audio/wav',
        originals: [],
        pauses: [],
        cut: false,
      },
    });
    const sound = await at.house.evidence.read(told.evidence.sha256, 1_000_000);
    expect(sound.length).toBe(44 + 16_000 * 4);
    const peaks = RecordingPeaks.parse(
      JSON.parse((await at.house.evidence.read(told.peaks.sha256, 100_000)).toString()) as unknown,
    );
    expect(peaks.lanes.map((lane) => lane.length)).toEqual([40, 40]);
    expect(peaks.speech[0]).toEqual([[0, 2_000]]);
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
  });

  it('keeps the engine’s files too, where the policy says so', async () => {
    await aCall({ format: 'flac', keepOriginals: true });
    const { originals } = await one(recordingKept);
    expect(originals).toHaveLength(2);
    expect((await at.house.evidence.read(originals[0]!.sha256, 100_000)).length).toBe(32_044);
  });

  it('says where it was paused', async () => {
    const { callId, client } = await at.talk();
    await at.act(callId, at.anna, { do: 'pause-recording' });
    await at.now('talking', { recordingPaused: true });
    await at.act(callId, at.anna, { do: 'resume-recording' });
    await at.now('talking', { recordingPaused: false });
    const asked = at.world.asked.filter((each) => each.startsWith('MixMonitorMute'));
    expect(asked).toEqual([`MixMonitorMute ${client} 1`, `MixMonitorMute ${client} 0`]);
    at.world.hangUp(client);
    const { pauses } = await one(recordingKept);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]!.toMs).toBeGreaterThan(pauses[0]!.fromMs);
  });

  it('without files is missing, and the reason is told', async () => {
    const { client } = await at.talk();
    for (const side of ['in', 'out']) await rm(join(at.spool, `${client}-${side}.wav`));
    at.world.hangUp(client);
    expect(await at.ended()).toMatchObject({ recording: 'none', noRecordingCode: 'recording.no-file' });
    expect(await one(recordingMissing)).toMatchObject({ code: 'recording.no-file' });
  });

  it.each([
    ['recording.empty', Buffer.alloc(0)],
    ['recording.unreadable', Buffer.alloc(100, 'no sound')],
  ])('of which nothing can be read: %s', async (code, bytes) => {
    const { client } = await at.talk();
    for (const side of ['in', 'out']) await writeFile(join(at.spool, `${client}-${side}.wav`), bytes);
    at.world.hangUp(client);
    const missing = await one(recordingMissing);
    expect(['recording.empty', 'recording.no-file', code]).toContain(missing.code);
    if (code === 'recording.unreadable') expect(missing.code).toBe(code);
  });

  it('waits for a store that is away, and its files wait with it', async () => {
    const put = at.house.evidence.put.bind(at.house.evidence);
    const { client } = await at.talk();
    let times = 0;
    at.house.evidence.put = async (content) => {
      // The call's own original goes in; its sound does not, at first.
      if (!Buffer.isBuffer(content) && ++times === 1) throw new OperationalError('evidence.away');
      return put(content);
    };
    at.world.hangUp(client);
    await eventually(async () => {
      const [row] = await at.house.db.query('select state, code, attempts from telephony.recording');
      expect(row).toEqual({ state: 'waiting', code: 'evidence.away', attempts: 1 });
    });
    expect(await readdir(at.spool)).toHaveLength(2);
    await at.house.db.query('update telephony.recording set due_at = now()');
    at.life.keeper.nudge();
    await one(recordingKept);
    at.house.evidence.put = put;
  });

  it('a process that died over it is followed by one that does the same again', async () => {
    const { client } = await at.talk();
    const put = at.house.evidence.put.bind(at.house.evidence);
    at.house.evidence.put = async (content) => {
      const ref = await put(content);
      if (!Buffer.isBuffer(content)) at.life.uow.dead = true;
      return ref;
    };
    at.world.hangUp(client);
    await eventually(() => expect(at.life.uow.dead).toBe(true));
    await at.die();
    at.house.evidence.put = put;
    await at.house.db.query('update telephony.recording set due_at = now()');
    await at.live();
    await one(recordingKept);
    await eventually(async () => expect(await readdir(at.spool)).toEqual([]));
  });
});

describe('room for recordings', () => {
  it('that comes to its end is told before it does, once', async () => {
    at.life.disk.timing = {
      ...at.life.disk.timing,
      lowBytes: Number.MAX_SAFE_INTEGER,
      enoughBytes: Number.MAX_SAFE_INTEGER,
    };
    await at.life.disk.look();
    await at.life.disk.look();
    const alarms = await at.house.told(alarmRaised);
    expect(alarms).toMatchObject([{ code: 'telephony.disk-full' }]);
    expect(alarms[0]!.details['freeMb']).toBeGreaterThan(0);
  });

  it('of which nothing is left is the reason that a recording is missing', async () => {
    at.life.disk.timing = { ...at.life.disk.timing, fullBytes: Number.MAX_SAFE_INTEGER };
    await at.life.disk.look();
    const { client } = await at.talk();
    for (const side of ['in', 'out']) await rm(join(at.spool, `${client}-${side}.wav`));
    at.world.hangUp(client);
    expect(await one(recordingMissing)).toMatchObject({ code: 'recording.disk-full' });
  });
});

describe('what the engine counted', () => {
  const line = (leg: string, endpoint: string, endedAt = new Date(Date.now() - 60_000)) => {
    const seconds = String(endedAt.getTime() / 1_000);
    return `"${leg}","${leg}","PJSIP/${endpoint}-00000001","","${seconds}","${seconds}","${seconds}","8","1","1",""\n`;
  };
  const trunk = () => `trunk-${at.house.trunkId}`;
  const counted = (...lines: string[]) => writeFile(at.life.engine.paths.callRecords, lines.join(''), { flag: 'a' });

  beforeEach(() => rm(at.life.engine.paths.callRecords, { force: true }));

  it('and nobody here has seen raises an alarm, once', async () => {
    const { client } = await at.talk();
    await counted(line(client, trunk()), line('keepline-1.1', trunk()), line('keepline-1.2', 'anna'));
    await at.life.tally.read();
    await at.life.tally.read();
    expect((await at.house.told(callsTallied)).map(({ unseen }) => unseen.map(({ engineId }) => engineId))).toEqual([
      ['keepline-1.1'],
    ]);
    expect(await at.house.told(alarmRaised)).toMatchObject([{ code: 'telephony.call-unseen', details: { calls: 1 } }]);
  });

  it('is read on from where it was, also by another process; a line that is not whole yet waits', async () => {
    await counted(line('keepline-1.1', trunk()));
    await at.life.tally.read();
    await at.die();
    await at.live();
    const next = line('keepline-1.2', trunk());
    await counted(next.slice(0, 20));
    await at.life.tally.read();
    expect(await at.house.told(callsTallied)).toHaveLength(1);
    await counted(next.slice(20));
    await at.life.tally.read();
    expect((await at.house.told(callsTallied)).at(-1)!.unseen).toMatchObject([{ engineId: 'keepline-1.2' }]);
  });

  it('just now has time to be written down', async () => {
    await counted(line('keepline-1.1', trunk(), new Date()));
    await at.life.tally.read();
    expect(await at.house.told(callsTallied)).toEqual([]);
  });

  it('the day’s calls are told with what became of their sound', async () => {
    const { callId } = await aCall();
    await one(recordingKept);
    await at.house.db.query('delete from telephony.outbox');
    const caller = at.clientCalls();
    await at.rings('anna');
    at.world.hangUp(caller);
    const { callId: missed } = await at.ended();
    await at.life.tally.tally();
    const [tallied] = await at.house.told(callsTallied);
    expect(tallied!.calls).toEqual([
      { callId, recording: 'kept' },
      { callId: missed, recording: 'none' },
    ]);
  });

  it('calls of long ago are forgotten here', async () => {
    const { callId } = await aCall();
    await one(recordingKept);
    await at.house.db.query(`update telephony.call set ended_at = now() - interval '31 days' where id = $1`, [callId]);
    await at.life.tally.tally();
    expect(await at.house.db.query('select from telephony.call')).toEqual([]);
  });
});
