import type { RecordingKept } from '#libs/contracts';
import { aClient, type SavedEmployee } from '#libs/testing';
import { grantedTo } from '../src/access/conditions.js';
import { scopeOf } from '../src/access/viewer.js';
import { mayPlay, type Hearing } from '../src/recordings/playable.js';
import { RecordingsRepository } from '../src/recordings/recordings.repository.js';
import type { Caller } from './a-core.js';
import { aKeptCall, twoTones, type SavedCall } from './a-kept-call.js';
import { aRecordingCompany, type RecordingCompany } from './a-recording-company.js';

let co: RecordingCompany;
beforeAll(async () => (co = await aRecordingCompany()));
afterAll(() => co.core.close());
afterEach(() => co.core.db.query('delete from core.telephony_policy'));

describe('who may hear', () => {
  it('is told apart by card, by who spoke and by the policy, and a recording that one may not hear is not there', async () => {
    const theirs = await aClient('Theirs').assignedTo(co.boris).saved(co.core.db);
    const calls = {
      annasOwn: await co.aRecordedCall(),
      ofBoris: await co.aRecordedCall(aKeptCall().on(theirs).spokenBy(co.boris)),
      annaOnTheirCard: await co.aRecordedCall(aKeptCall().on(theirs).spokenBy(co.anna)),
      borisOnAnnasCard: await co.aRecordedCall(aKeptCall().on(co.card).spokenBy(co.boris)),
      withoutCard: await co.aRecordedCall(aKeptCall().spokenBy(co.anna)),
      ofNobody: await co.aRecordedCall(aKeptCall().ending('voicemail')),
      between: await co.aRecordedCall(aKeptCall().going('internal').spokenBy(co.boris)),
    };
    const heardBy = async (who: SavedEmployee) => {
      const caller = await co.as(who);
      const heard: string[] = [];
      for (const [name, { recordingId }] of Object.entries(calls)) {
        const routes = ['', '/audio', '/peaks'].map((route) => caller.get(`recordings/${recordingId}${route}`));
        const answers = (await Promise.all(routes)).map(({ status }) => status);
        expect([name, answers.every((one) => one === answers[0])]).toEqual([name, true]);
        if (answers[0] === 200) heard.push(name);
      }
      return heard;
    };
    expect(await heardBy(co.olga)).toEqual(Object.keys(calls));
    expect(await heardBy(co.maria)).toEqual([
      'annasOwn',
      'annaOnTheirCard',
      'borisOnAnnasCard',
      'withoutCard',
      'ofNobody',
    ]);
    expect(await heardBy(co.other)).toEqual(['ofBoris', 'annaOnTheirCard', 'borisOnAnnasCard', 'ofNobody', 'between']);
    expect(await heardBy(co.anna)).toEqual(['annasOwn', 'withoutCard']);
    expect(await heardBy(co.boris)).toEqual(['ofBoris', 'between']);
    expect((await (await co.as(co.admin)).get(`recordings/${calls.annasOwn.recordingId}`)).status).toBe(403);
    await co.policy({ employeesPlayOwn: false });
    expect(await heardBy(co.anna)).toEqual([]);
    expect(await heardBy(co.maria)).toHaveLength(5);
  });

  it('goes with the card', async () => {
    const passing = await aClient('Passing').assignedTo(co.anna).saved(co.core.db);
    const { recordingId } = await co.aRecordedCall(aKeptCall().on(passing).spokenBy(co.anna));
    const caller = await co.as(co.anna);
    expect((await caller.get(`recordings/${recordingId}/audio`)).status).toBe(200);
    await co.core.db.query('update core.client set responsible_id = $2 where id = $1', [
      passing.id,
      co.boris.employeeId,
    ]);
    const { status, body } = await caller.get(`recordings/${recordingId}/audio`);
    expect([status, body.code]).toEqual([404, 'recording.not-found']);
  });

  it('is the same question in SQL and where the call is at hand', async () => {
    const cards = [
      co.card,
      await aClient('Hers').assignedTo(co.maria).saved(co.core.db),
      await aClient('Nobodys').saved(co.core.db),
      await aClient('Shown').shownTo(co.boris, co.other).saved(co.core.db),
      null,
    ];
    const repository = new RecordingsRepository();
    for (const one of cards)
      for (const direction of ['inbound', 'internal'] as const)
        for (const spoke of [[], [co.anna], [co.boris, co.anna]]) {
          const call = aKeptCall()
            .going(direction)
            .spokenBy(...spoke);
          if (one) call.on(one);
          const { id, recordingId } = await co.aRecordedCall(call);
          const [facts] = (await co.core.db.query(
            `select k.client_id as "clientId", c.responsible_id as "responsibleId", c.team_id as "clientTeamId", k.team_id as "callTeamId",
               ${grantedTo('c.id')} as "grantedTo", k.direction, k.spoke from core.call k left join core.client c on c.id = k.client_id where k.id = $1`,
            [id],
          )) as [Hearing];
          for (const viewer of [co.olga, co.maria, co.other, co.anna, co.boris, co.admin])
            for (const employeesPlayOwn of [true, false]) {
              await co.policy({ employeesPlayOwn });
              const found = await co.core.db
                .uow('core')
                .as(scopeOf(viewer), (tx) => repository.find(tx, viewer, recordingId));
              expect([viewer.name, facts, found !== null]).toEqual([
                ...[viewer.name, facts, mayPlay(viewer, facts, { employeesPlayOwn })],
              ]);
            }
        }
  });
});

describe('the sound', () => {
  const sound = twoTones();
  let call: SavedCall & RecordingKept;
  let caller: Caller;
  let audio: string;
  beforeAll(async () => {
    call = await co.aRecordedCall(undefined, sound);
    caller = await co.as(co.anna);
    audio = `recordings/${call.recordingId}/audio`;
  });

  it('comes whole, as what it is, for nobody to keep', async () => {
    const { status, headers, bytes } = await co.fetched(caller, audio);
    expect(status).toBe(200);
    expect(bytes.equals(sound)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      ...{ 'content-type': 'audio/flac', 'content-length': String(sound.length), 'accept-ranges': 'bytes' },
      ...{
        etag: `"${call.evidence.sha256}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(headers.get('content-disposition')).toBeNull();
  });

  it('comes in any part: first bytes, middle, end, and no further than there is', async () => {
    const size = sound.length;
    for (const [range, from, to] of [
      ['bytes=0-99', 0, 100],
      ['bytes=30000-', 30_000, size],
      ['bytes=-1000', size - 1_000, size],
      [`bytes=${size - 1}-${size + 500}`, size - 1, size],
    ] as const) {
      const { status, headers, bytes } = await co.fetched(caller, audio, { range });
      expect([status, headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${size}`]);
      expect(bytes.equals(sound.subarray(from, to))).toBe(true);
    }
  });

  it('is refused where nothing of it is, with its length', async () => {
    const { status, headers } = await co.fetched(caller, audio, { range: `bytes=${sound.length}-` });
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${sound.length}`]);
  });

  it('goes on only where the part before was of the same bytes', async () => {
    const range = 'bytes=0-9';
    const same = await co.fetched(caller, audio, { range, 'if-range': `"${call.evidence.sha256}"` });
    const changed = await co.fetched(caller, audio, { range, 'if-range': `"${call.peaks.sha256}"` });
    expect([same.status, same.bytes.length, changed.status, changed.bytes.length]).toEqual([
      206,
      10,
      200,
      sound.length,
    ]);
  });

  it('is described by HEAD, which nobody has heard', async () => {
    const silent = await co.aRecordedCall();
    const { status, headers, bytes } = await co.fetched(caller, `recordings/${silent.recordingId}/audio`, {}, 'HEAD');
    expect([status, headers.get('content-length'), bytes.length]).toEqual([200, String(silent.evidence.size), 0]);
    expect(await co.entriesOf(silent.recordingId)).toEqual([]);
  });

  it('of an hour is read only where it is heard: what is broken elsewhere does not matter', async () => {
    const hour = Buffer.alloc(8_000_000);
    for (let at = 0; at < hour.length; at += 4) hour.writeUInt32LE(at, at);
    const long = await co.aRecordedCall(undefined, hour);
    await co.damage(long.evidence.sha256, 100_000);
    const at = `recordings/${long.recordingId}/audio`;
    const { status, bytes } = await co.fetched(caller, at, { range: 'bytes=7000000-7000099' });
    expect([status, bytes.equals(hour.subarray(7_000_000, 7_000_100))]).toEqual([206, true]);
    // A damaged part breaks off instead of being played.
    await expect(co.fetched(caller, at)).rejects.toThrow('terminated');
  });

  it('has a line to draw, which the page may keep and ask for again', async () => {
    const peaks = await co.fetched(caller, `recordings/${call.recordingId}/peaks`);
    expect(JSON.parse(peaks.bytes.toString())).toEqual({
      ...{
        perSecond: 10,
        lanes: [
          [40, 50],
          [1, 2],
        ],
        speech: [[[0, 1_200]], [[1_200, 2_000]]],
      },
    });
    const tag = `"${call.peaks.sha256}"`;
    expect([peaks.headers.get('etag'), peaks.headers.get('cache-control')]).toEqual([tag, 'private, no-cache']);
    const again = await co.fetched(caller, `recordings/${call.recordingId}/peaks`, { 'if-none-match': tag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is told with its call: who spoke, and what happened when', async () => {
    const from = '2026-01-05T10:00:06.500Z';
    const held = aKeptCall()
      .on(co.card)
      .spokenBy(co.anna, co.boris)
      .marked(
        { is: 'hold', from, to: '2026-01-05T10:00:06.900Z', employeeId: co.anna.employeeId },
        { is: 'transfer', from: '2026-01-05T10:00:01.000Z', to: null, employeeId: null },
      );
    const {
      recordingId,
      id,
      interactionId,
      evidence: ref,
    } = await co.aRecordedCall(held, undefined, {
      pauses: [{ fromMs: 100, toMs: 200 }],
    });
    expect((await caller.get(`recordings/${recordingId}`)).body).toEqual({
      ...{ id: recordingId, callId: id, interactionId, kind: 'call', direction: 'inbound', durationMs: 2_000 },
      ...{ type: 'audio/flac', lanes: 2, size: ref.size, cut: false, startedAt: '2026-01-05T10:00:05.000Z' },
      ...{ client: { id: co.card.id, name: 'Ada Lovelace' }, canDownload: false, comments: 0, transcript: 'none' },
      employees: [
        { id: co.anna.employeeId, name: 'Anna' },
        { id: co.boris.employeeId, name: 'Boris' },
      ],
      pauses: [{ fromMs: 100, toMs: 200 }],
      marks: [
        { is: 'hold', fromMs: 1_500, toMs: 1_900, employee: { id: co.anna.employeeId, name: 'Anna' } },
        { is: 'transfer', fromMs: 0, toMs: null, employee: null },
      ],
    });
  });
});

describe('every hearing', () => {
  it('is on record: one entry for listener and recording in ten minutes, however many ranges the player asks for', async () => {
    const { recordingId } = await co.aRecordedCall();
    const [annas, marias] = [await co.as(co.anna), await co.as(co.maria)];
    const ranges = Array.from({ length: 8 }, (_, n) => ({ range: `bytes=${n * 100}-${n * 100 + 99}` }));
    await Promise.all(ranges.map((headers) => co.fetched(annas, `recordings/${recordingId}/audio`, headers)));
    await co.fetched(marias, `recordings/${recordingId}/audio`);
    expect(await co.entriesOf(recordingId)).toEqual([
      { action: 'recording.played', actor_id: co.anna.employeeId, client_id: co.card.id },
      { action: 'recording.played', actor_id: co.maria.employeeId, client_id: co.card.id },
    ]);
    // Eleven minutes later it is another hearing.
    await co.core.db.query('alter table core.journal disable trigger journal_is_append_only');
    await co.core.db.query(`update core.journal set at = at - interval '11 minutes' where subject_id = $1`, [
      recordingId,
    ]);
    await co.core.db.query('alter table core.journal enable trigger journal_is_append_only');
    await co.fetched(annas, `recordings/${recordingId}/audio`);
    expect(await co.entriesOf(recordingId)).toHaveLength(3);
  });

  it('that is not allowed leaves no trace of having been one', async () => {
    const { recordingId } = await co.aRecordedCall();
    expect((await co.fetched(await co.as(co.boris), `recordings/${recordingId}/audio`)).status).toBe(404);
    expect(await co.entriesOf(recordingId)).toEqual([]);
  });
});

describe('a copy to take away', () => {
  const download = async (who: SavedEmployee, recordingId: string) =>
    co.fetched(await co.as(who), `recordings/${recordingId}/audio?download=1`);

  it('is for the owner, for managers where the policy says so, and for nobody else', async () => {
    const { recordingId } = await co.aRecordedCall();
    const statuses = async () =>
      Promise.all([co.olga, co.maria, co.anna].map(async (who) => (await download(who, recordingId)).status));
    expect(await statuses()).toEqual([200, 403, 403]);
    const { bytes } = await download(co.maria, recordingId);
    expect(JSON.parse(bytes.toString())).toMatchObject({ code: 'recording.download-not-allowed' });
    await co.policy({ managersDownload: true });
    expect(await statuses()).toEqual([200, 200, 403]);
    const told = await (await co.as(co.maria)).get(`recordings/${recordingId}`);
    expect(told.body['canDownload']).toBe(true);
  });

  it('carries its listener inside, has no number in its name, and is on record each time', async () => {
    const sound = twoTones();
    const { recordingId } = await co.aRecordedCall(undefined, sound);
    const { status, headers, bytes } = await download(co.olga, recordingId);
    expect([status, headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect(headers.get('content-disposition')).toContain(`filename="20260105T1000Z-${recordingId}.flac"`);
    const text = bytes.toString('latin1');
    expect(text).toContain(`KEEPLINE_LISTENER=${co.olga.employeeId} Olga`);
    expect(text).toContain(`KEEPLINE_RECORDING=${recordingId}`);
    // The frames are those that were kept.
    expect(bytes.subarray(-sound.length + 42).equals(sound.subarray(42))).toBe(true);
    await download(co.olga, recordingId);
    expect((await co.entriesOf(recordingId)).map(({ action }) => action)).toEqual([
      ...['recording.downloaded', 'recording.downloaded'],
    ]);
  });

  it('of a file in which no mark can be put is refused', async () => {
    const { recordingId } = await co.aRecordedCall(undefined, Buffer.from('no sound at all'));
    const { status, bytes } = await download(co.olga, recordingId);
    expect([status, JSON.parse(bytes.toString())]).toMatchObject([422, { code: 'recording.not-markable' }]);
    expect(await co.entriesOf(recordingId)).toEqual([]);
  });
});
