import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { WebSocket } from 'ws';
import { SETTINGS } from '#libs/config';
import { recordingKept, recordingMissing, type RecordingKept } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { mayPlay, type Hearing } from '../src/recordings/playable.js';
import { RecordingsModule } from '../src/recordings/recordings.module.js';
import { RecordingsRepository } from '../src/recordings/recordings.repository.js';
import { scopeOf } from '../src/access/viewer.js';
import { aCore, EdgeModule, type Caller, type TestCore } from './a-core.js';
import { aKeptCall, aKeptSound, twoTones, type SavedCall } from './a-kept-call.js';

@Module({ imports: [EdgeModule, RecordingsModule] })
class RecordingsCore {}

let core: TestCore;
let evidence: EvidenceStore;
let sales: SavedTeam;
let card: SavedClient;
let [olga, maria, other, anna, boris, admin] = [] as SavedEmployee[] as [
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
];

beforeAll(async () => {
  core = await aCore({ module: RecordingsCore });
  evidence = core.app.get(EvidenceStore, { strict: false });
  await aCompany().saved(core.db);
  sales = await aTeam('Sales').saved(core.db);
  const others = await aTeam('Others').saved(core.db);
  olga = await anOwner('Olga').saved(core.db);
  maria = await aManager('Maria').inTeam(sales).saved(core.db);
  other = await aManager('Other').inTeam(others).saved(core.db);
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  boris = await anEmployee('Boris').inTeam(others).saved(core.db);
  admin = await anEmployee('Admin').as('administrator').saved(core.db);
  card = await aClient('Ada Lovelace').withPhone('+380441234567').assignedTo(anna).saved(core.db);
});
afterAll(() => core.close());

const tell = async (topic: string, ...bodies: object[]) => {
  const envelopes = bodies.map((body) => ({
    ...{ id: crypto.randomUUID(), topic, json: JSON.stringify(body), attempt: 0 },
  }));
  const outcomes = await core.bus.publish(envelopes);
  expect(outcomes.filter((outcome) => outcome !== null)).toEqual([]);
};
const keep = async (kept: RecordingKept) => {
  await tell(recordingKept.topic, kept);
  return kept;
};
const aRecordedCall = async (
  call = aKeptCall().on(card).spokenBy(anna),
  sound?: Buffer,
  more?: Partial<RecordingKept>,
) => {
  const saved = await call.saved(core.db);
  return { ...saved, ...(await keep(await aKeptSound(evidence, saved.id, sound, more))) };
};
const policy = (rules: object) =>
  core.db.query(
    `insert into core.telephony_policy (policy) values ($1) on conflict (single) do update set policy = excluded.policy`,
    [JSON.stringify(rules)],
  );
afterEach(() => core.db.query('delete from core.telephony_policy'));

const fetched = async (caller: Caller, path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(new URL(path, core.url), { method, headers: { ...caller.headers, ...headers } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('a recording that is kept', () => {
  const row = async ({ recordingId, id }: { recordingId: string; id: string }) => {
    const [kept] = await core.db.query<Record<string, unknown>>(
      `select r.sha256, k.recording_id as joined from core.recording r left join core.call k on k.id = r.call_id and k.id = $2
       where r.id = $1`,
      [recordingId, id],
    );
    return kept;
  };

  it('is on its call at once, once, and on record with the hash of its bytes', async () => {
    const call = await aRecordedCall();
    expect(await row(call)).toEqual({ sha256: call.evidence.sha256, joined: call.recordingId });
    // The telephony role tells it again after a crash.
    await keep(call);
    const entries = await core.db.query<{ body: Record<string, unknown> }>(
      `select body from core.journal where kind = 'recording' and subject_id = $1`,
      [call.recordingId],
    );
    expect(entries).toEqual([
      {
        body: {
          callId: call.callId,
          factsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          evidenceSha256: call.evidence.sha256,
          evidenceSize: call.evidence.size,
          peaksSha256: call.peaks.sha256,
          originals: [],
        },
      },
    ]);
  });

  it('waits for its call when it comes first', async () => {
    const call = aKeptCall().on(card).spokenBy(anna);
    const kept = await keep(await aKeptSound(evidence, call.callId));
    expect((await (await core.as(anna)).get(`recordings/${kept.recordingId}`)).status).toBe(404);
    expect((await (await core.as(olga)).get(`recordings/${kept.recordingId}`)).body).toMatchObject({
      ...{
        id: kept.recordingId,
        client: null,
        direction: null,
        interactionId: null,
        employees: [],
        transcript: 'none',
      },
    });
    const saved = await call.saved(core.db);
    await eventually(async () =>
      expect(await row({ ...kept, id: saved.id })).toMatchObject({ joined: kept.recordingId }),
    );
    expect((await (await core.as(anna)).get(`recordings/${kept.recordingId}`)).status).toBe(200);
  });

  it('is told live to those who see the card, so that the page shows the player', async () => {
    const sockets: WebSocket[] = [];
    const listen = async (who: SavedEmployee) => {
      const { headers } = await core.as(who);
      const socket = new WebSocket(core.url.replace(/^http/, 'ws').concat('live'), {
        headers: { cookie: headers['cookie']!, origin: new URL(core.url).origin },
      });
      sockets.push(socket);
      const heard: unknown[] = [];
      socket.on('message', (text: Buffer) => heard.push(JSON.parse(text.toString())));
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return heard;
    };
    const [annas, boriss] = [await listen(anna), await listen(boris)];
    const { id, recordingId, interactionId, conversationId } = await aRecordedCall();
    const [clientId, direction] = [card.id, 'inbound'];
    await eventually(() =>
      expect(annas).toEqual([
        { event: 'recording', data: { recordingId, callId: id, clientId, interactionId } },
        { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
      ]),
    );
    expect(boriss).toEqual([]);
    sockets.forEach((socket) => socket.terminate());
  });

  it('cannot be changed or taken away by the application', async () => {
    for (const sql of ['update recording set cut = true', 'delete from recording', 'truncate recording']) {
      const change = core.db.uow('core').run((tx) => tx.query(sql));
      await expect(change).rejects.toMatchObject({ details: { sqlState: '42501' } });
    }
  });

  it('that is missing raises one alarm with the reason, on its call, whichever comes first', async () => {
    const known = await aKeptCall().on(card).spokenBy(anna).saved(core.db);
    const late = aKeptCall().on(card).spokenBy(anna);
    const at = new Date().toISOString();
    const missing = (callId: string, code: string) => tell(recordingMissing.topic, { callId, code, at });
    await missing(known.id, 'recording.no-file');
    await missing(known.id, 'recording.no-file');
    await missing(late.callId, 'recording.disk-full');
    const { id: lateId } = await late.saved(core.db);
    await eventually(async () =>
      expect(
        await core.db.query('select recording_missing as code from core.call where id = any ($1) order by id', [
          [known.id, lateId],
        ]),
      ).toEqual([{ code: 'recording.no-file' }, { code: 'recording.disk-full' }]),
    );
    const alerts = await core.db.query(
      `select code, severity, client_id, team_id, details from core.alert where call_id = any ($1) order by id`,
      [[known.id, lateId]],
    );
    expect(alerts).toEqual([
      {
        ...{ code: 'call.unrecorded', severity: 'alarm', client_id: card.id, team_id: sales.id },
        details: { reason: 'recording.no-file' },
      },
      {
        ...{ code: 'call.unrecorded', severity: 'alarm', client_id: null, team_id: null },
        details: { reason: 'recording.disk-full' },
      },
    ]);
  });
});

describe('who may hear', () => {
  it('is told apart by card, by who spoke and by the policy, and a recording that one may not hear is not there', async () => {
    const theirs = await aClient('Theirs').assignedTo(boris).saved(core.db);
    const calls = {
      annasOwn: await aRecordedCall(),
      ofBoris: await aRecordedCall(aKeptCall().on(theirs).spokenBy(boris)),
      annaOnTheirCard: await aRecordedCall(aKeptCall().on(theirs).spokenBy(anna)),
      borisOnAnnasCard: await aRecordedCall(aKeptCall().on(card).spokenBy(boris)),
      withoutCard: await aRecordedCall(aKeptCall().spokenBy(anna)),
      ofNobody: await aRecordedCall(aKeptCall().ending('voicemail')),
      between: await aRecordedCall(aKeptCall().going('internal').spokenBy(boris)),
    };
    const heardBy = async (who: SavedEmployee) => {
      const caller = await core.as(who);
      const heard: string[] = [];
      for (const [name, { recordingId }] of Object.entries(calls)) {
        const routes = ['', '/audio', '/peaks'].map((route) => caller.get(`recordings/${recordingId}${route}`));
        const answers = (await Promise.all(routes)).map(({ status }) => status);
        expect([name, answers.every((one) => one === answers[0])]).toEqual([name, true]);
        if (answers[0] === 200) heard.push(name);
      }
      return heard;
    };
    expect(await heardBy(olga)).toEqual(Object.keys(calls));
    expect(await heardBy(maria)).toEqual([
      'annasOwn',
      'annaOnTheirCard',
      'borisOnAnnasCard',
      'withoutCard',
      'ofNobody',
    ]);
    expect(await heardBy(other)).toEqual(['ofBoris', 'annaOnTheirCard', 'borisOnAnnasCard', 'ofNobody', 'between']);
    expect(await heardBy(anna)).toEqual(['annasOwn', 'withoutCard']);
    expect(await heardBy(boris)).toEqual(['ofBoris', 'between']);
    expect((await (await core.as(admin)).get(`recordings/${calls.annasOwn.recordingId}`)).status).toBe(403);
    await policy({ employeesPlayOwn: false });
    expect(await heardBy(anna)).toEqual([]);
    expect(await heardBy(maria)).toHaveLength(5);
  });

  it('goes with the card', async () => {
    const passing = await aClient('Passing').assignedTo(anna).saved(core.db);
    const { recordingId } = await aRecordedCall(aKeptCall().on(passing).spokenBy(anna));
    const caller = await core.as(anna);
    expect((await caller.get(`recordings/${recordingId}/audio`)).status).toBe(200);
    await core.db.query('update core.client set responsible_id = $2 where id = $1', [passing.id, boris.employeeId]);
    const { status, body } = await caller.get(`recordings/${recordingId}/audio`);
    expect([status, body.code]).toEqual([404, 'recording.not-found']);
  });

  it('is the same question in SQL and where the call is at hand', async () => {
    const cards = [
      card,
      await aClient('Hers').assignedTo(maria).saved(core.db),
      await aClient('Nobodys').saved(core.db),
      null,
    ];
    const repository = new RecordingsRepository();
    for (const one of cards)
      for (const direction of ['inbound', 'internal'] as const)
        for (const spoke of [[], [anna], [boris, anna]]) {
          const call = aKeptCall()
            .going(direction)
            .spokenBy(...spoke);
          if (one) call.on(one);
          const { id, recordingId } = await aRecordedCall(call);
          const [facts] = (await core.db.query(
            `select k.client_id as "clientId", c.responsible_id as "responsibleId", c.team_id as "clientTeamId", k.team_id as "callTeamId",
               k.direction, k.spoke from core.call k left join core.client c on c.id = k.client_id where k.id = $1`,
            [id],
          )) as [Hearing];
          for (const viewer of [olga, maria, other, anna, boris, admin])
            for (const employeesPlayOwn of [true, false]) {
              await policy({ employeesPlayOwn });
              const found = await core.db
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
    call = await aRecordedCall(undefined, sound);
    caller = await core.as(anna);
    audio = `recordings/${call.recordingId}/audio`;
  });

  it('comes whole, as what it is, for nobody to keep', async () => {
    const { status, headers, bytes } = await fetched(caller, audio);
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
      const { status, headers, bytes } = await fetched(caller, audio, { range });
      expect([status, headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${size}`]);
      expect(bytes.equals(sound.subarray(from, to))).toBe(true);
    }
  });

  it('is refused where nothing of it is, with its length', async () => {
    const { status, headers } = await fetched(caller, audio, { range: `bytes=${sound.length}-` });
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${sound.length}`]);
  });

  it('goes on only where the part before was of the same bytes', async () => {
    const range = 'bytes=0-9';
    const same = await fetched(caller, audio, { range, 'if-range': `"${call.evidence.sha256}"` });
    const changed = await fetched(caller, audio, { range, 'if-range': `"${call.peaks.sha256}"` });
    expect([same.status, same.bytes.length, changed.status, changed.bytes.length]).toEqual([
      206,
      10,
      200,
      sound.length,
    ]);
  });

  it('is described by HEAD, which nobody has heard', async () => {
    const silent = await aRecordedCall();
    const { status, headers, bytes } = await fetched(caller, `recordings/${silent.recordingId}/audio`, {}, 'HEAD');
    expect([status, headers.get('content-length'), bytes.length]).toEqual([200, String(silent.evidence.size), 0]);
    expect(await entriesOf(silent.recordingId)).toEqual([]);
  });

  it('of an hour is read only where it is heard: what is broken elsewhere does not matter', async () => {
    const hour = Buffer.alloc(8_000_000);
    for (let at = 0; at < hour.length; at += 4) hour.writeUInt32LE(at, at);
    const long = await aRecordedCall(undefined, hour);
    await damage(long.evidence.sha256, 100_000);
    const at = `recordings/${long.recordingId}/audio`;
    const { status, bytes } = await fetched(caller, at, { range: 'bytes=7000000-7000099' });
    expect([status, bytes.equals(hour.subarray(7_000_000, 7_000_100))]).toEqual([206, true]);
    // A damaged part breaks off instead of being played.
    await expect(fetched(caller, at)).rejects.toThrow('terminated');
  });

  it('has a line to draw, which the page may keep and ask for again', async () => {
    const peaks = await fetched(caller, `recordings/${call.recordingId}/peaks`);
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
    const again = await fetched(caller, `recordings/${call.recordingId}/peaks`, { 'if-none-match': tag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is told with its call: who spoke, and what happened when', async () => {
    const from = '2026-01-05T10:00:06.500Z';
    const held = aKeptCall()
      .on(card)
      .spokenBy(anna, boris)
      .marked(
        { is: 'hold', from, to: '2026-01-05T10:00:06.900Z', employeeId: anna.employeeId },
        { is: 'transfer', from: '2026-01-05T10:00:01.000Z', to: null, employeeId: null },
      );
    const {
      recordingId,
      id,
      interactionId,
      evidence: ref,
    } = await aRecordedCall(held, undefined, {
      pauses: [{ fromMs: 100, toMs: 200 }],
    });
    expect((await caller.get(`recordings/${recordingId}`)).body).toEqual({
      ...{ id: recordingId, callId: id, interactionId, kind: 'call', direction: 'inbound', durationMs: 2_000 },
      ...{ type: 'audio/flac', lanes: 2, size: ref.size, cut: false, startedAt: '2026-01-05T10:00:05.000Z' },
      ...{ client: { id: card.id, name: 'Ada Lovelace' }, canDownload: false, comments: 0, transcript: 'none' },
      employees: [
        { id: anna.employeeId, name: 'Anna' },
        { id: boris.employeeId, name: 'Boris' },
      ],
      pauses: [{ fromMs: 100, toMs: 200 }],
      marks: [
        { is: 'hold', fromMs: 1_500, toMs: 1_900, employee: { id: anna.employeeId, name: 'Anna' } },
        { is: 'transfer', fromMs: 0, toMs: null, employee: null },
      ],
    });
  });
});

describe('every hearing', () => {
  it('is on record: one entry for listener and recording in ten minutes, however many ranges the player asks for', async () => {
    const { recordingId } = await aRecordedCall();
    const [annas, marias] = [await core.as(anna), await core.as(maria)];
    const ranges = Array.from({ length: 8 }, (_, n) => ({ range: `bytes=${n * 100}-${n * 100 + 99}` }));
    await Promise.all(ranges.map((headers) => fetched(annas, `recordings/${recordingId}/audio`, headers)));
    await fetched(marias, `recordings/${recordingId}/audio`);
    expect(await entriesOf(recordingId)).toEqual([
      { action: 'recording.played', actor_id: anna.employeeId, client_id: card.id },
      { action: 'recording.played', actor_id: maria.employeeId, client_id: card.id },
    ]);
    // Eleven minutes later it is another hearing.
    await core.db.query('alter table core.journal disable trigger journal_is_append_only');
    await core.db.query(`update core.journal set at = at - interval '11 minutes' where subject_id = $1`, [recordingId]);
    await core.db.query('alter table core.journal enable trigger journal_is_append_only');
    await fetched(annas, `recordings/${recordingId}/audio`);
    expect(await entriesOf(recordingId)).toHaveLength(3);
  });

  it('that is not allowed leaves no trace of having been one', async () => {
    const { recordingId } = await aRecordedCall();
    expect((await fetched(await core.as(boris), `recordings/${recordingId}/audio`)).status).toBe(404);
    expect(await entriesOf(recordingId)).toEqual([]);
  });
});

describe('a copy to take away', () => {
  const download = async (who: SavedEmployee, recordingId: string) =>
    fetched(await core.as(who), `recordings/${recordingId}/audio?download=1`);

  it('is for the owner, for managers where the policy says so, and for nobody else', async () => {
    const { recordingId } = await aRecordedCall();
    const statuses = async () =>
      Promise.all([olga, maria, anna].map(async (who) => (await download(who, recordingId)).status));
    expect(await statuses()).toEqual([200, 403, 403]);
    const { bytes } = await download(maria, recordingId);
    expect(JSON.parse(bytes.toString())).toMatchObject({ code: 'recording.download-not-allowed' });
    await policy({ managersDownload: true });
    expect(await statuses()).toEqual([200, 200, 403]);
    const told = await (await core.as(maria)).get(`recordings/${recordingId}`);
    expect(told.body['canDownload']).toBe(true);
  });

  it('carries its listener inside, has no number in its name, and is on record each time', async () => {
    const sound = twoTones();
    const { recordingId } = await aRecordedCall(undefined, sound);
    const { status, headers, bytes } = await download(olga, recordingId);
    expect([status, headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect(headers.get('content-disposition')).toContain(`filename="20260105T1000Z-${recordingId}.flac"`);
    const text = bytes.toString('latin1');
    expect(text).toContain(`KEEPLINE_LISTENER=${olga.employeeId} Olga`);
    expect(text).toContain(`KEEPLINE_RECORDING=${recordingId}`);
    // The frames are those that were kept.
    expect(bytes.subarray(-sound.length + 42).equals(sound.subarray(42))).toBe(true);
    await download(olga, recordingId);
    expect((await entriesOf(recordingId)).map(({ action }) => action)).toEqual([
      ...['recording.downloaded', 'recording.downloaded'],
    ]);
  });

  it('of a file in which no mark can be put is refused', async () => {
    const { recordingId } = await aRecordedCall(undefined, Buffer.from('no sound at all'));
    const { status, bytes } = await download(olga, recordingId);
    expect([status, JSON.parse(bytes.toString())]).toMatchObject([422, { code: 'recording.not-markable' }]);
    expect(await entriesOf(recordingId)).toEqual([]);
  });
});

const entriesOf = (subjectId: string) =>
  core.db.query<{ action: string; actor_id: string; client_id: string }>(
    `select action, actor_id, client_id from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
    [subjectId],
  );

async function damage(sha256: string, at: number): Promise<void> {
  const { dataDir } = core.app.get<{ dataDir: string }>(SETTINGS, { strict: false });
  const path = join(dataDir, 'evidence', sha256.slice(0, 2), sha256);
  const file = await readFile(path);
  file[at]! ^= 1;
  await writeFile(path, file);
}
