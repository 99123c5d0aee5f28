import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import { TranscribingService } from '../src/transcripts/transcribing.service.js';
import { RecogniserPeer, verboseJson, type Said } from '../../../test/peers/recogniser.js';
import { describeWith } from '../../../test/peers/real/peer.js';
import { aKeptCall, twoTones } from './a-kept-call.js';
import { aRecordingCompany, type RecordingCompany } from './a-recording-company.js';
import { wavOf } from './a-sound.js';

const transcriptOf = async (co: RecordingCompany, recordingId: string, who = co.anna) =>
  (await (await co.as(who)).get(`recordings/${recordingId}/transcript`)).body;
const rowOf = async (co: RecordingCompany, recordingId: string) => {
  const [row] = await co.core.db.query<{ state: string; attempts: number; code: string | null; rest: number }>(
    `select state, attempts, code, round(extract(epoch from due_at - now()))::int as rest from core.transcript where recording_id = $1`,
    [recordingId],
  );
  return row;
};

describe('without a recogniser', () => {
  let co: RecordingCompany;
  beforeAll(async () => (co = await aRecordingCompany()));
  afterAll(() => co.core.close());

  it('nothing is transcribed, and nobody can ask for it', async () => {
    const { recordingId } = await co.aRecordedCall();
    expect(await transcriptOf(co, recordingId)).toEqual({
      ...{ state: 'none', code: null, language: null, words: [], available: false },
    });
    const { status, body } = await (await co.as(co.anna)).post(`recordings/${recordingId}/transcript`);
    expect([status, body.code]).toEqual([422, 'transcript.off']);
    expect(await rowOf(co, recordingId)).toBeUndefined();
  });
});

describe('with a recogniser', () => {
  const key = 'sk-secret-of-the-recogniser';
  let peer: RecogniserPeer;
  let folder: string;
  let co: RecordingCompany;

  beforeAll(async () => {
    peer = await RecogniserPeer.start();
    folder = await mkdtemp(join(tmpdir(), 'keepline-recogniser-'));
    await writeFile(join(folder, 'key'), `${key}\n`);
    co = await aRecordingCompany({
      KEEPLINE_RECOGNISER_URL: `${peer.url}/`,
      KEEPLINE_RECOGNISER_KEY_FILE: join(folder, 'key'),
      KEEPLINE_RECOGNISER_MODEL: 'large-v3',
    });
  });
  beforeEach(() => {
    peer.heard.length = 0;
    peer.says(() => ({ body: verboseJson(['Good', 0, 0.4], ['harvest', 0.4, 1.2]) }));
  });
  afterAll(async () => {
    await co.core.close();
    await peer.close();
    await rm(folder, { recursive: true });
  });

  const done = (recordingId: string) =>
    eventually(async () => expect(await rowOf(co, recordingId)).toMatchObject({ state: 'done' }), { withinMs: 15_000 });
  const troubled = async (said: Said) => {
    peer.says(() => said);
    const { recordingId } = await co.aRecordedCall();
    await eventually(async () => expect((await rowOf(co, recordingId))?.attempts).toBe(1), { withinMs: 15_000 });
    return recordingId;
  };

  it('each recording becomes words, in the protocol that all of them speak', async () => {
    const sound = twoTones();
    const { recordingId, id } = await co.aRecordedCall(undefined, sound);
    await done(recordingId);
    expect(peer.heard).toHaveLength(1);
    const [{ method, path, headers, fields, file }] = peer.heard as [(typeof peer.heard)[number]];
    expect([method, path, headers['authorization']]).toEqual(['POST', '/v1/audio/transcriptions', `Bearer ${key}`]);
    expect(fields).toEqual({
      ...{ model: 'large-v3', response_format: 'verbose_json', 'timestamp_granularities[]': 'word' },
    });
    // No decoder is on this test's path: the file goes whole, and who speaks is not known.
    expect([file.name, file.type, file.bytes.equals(sound)]).toEqual(['call.flac', 'audio/flac', true]);
    expect(await transcriptOf(co, recordingId)).toEqual({
      ...{ state: 'done', code: null, language: 'english', available: true },
      words: [
        { lane: null, fromMs: 0, toMs: 400, text: 'Good' },
        { lane: null, fromMs: 400, toMs: 1_200, text: 'harvest' },
      ],
    });
    const [call] = await co.core.db.query('select transcript from core.call where id = $1', [id]);
    expect(call).toEqual({ transcript: 'done' });
    expect((await (await co.as(co.anna)).get(`recordings/${recordingId}`)).body['transcript']).toBe('done');
  });

  it('the words are sealed, read under the right to hear, and each reading is on record', async () => {
    const { recordingId } = await co.aRecordedCall();
    await done(recordingId);
    expect((await transcriptOf(co, recordingId, co.maria))['state']).toBe('done');
    expect((await transcriptOf(co, recordingId, co.boris)).code).toBe('recording.not-found');
    const { body } = await (await co.as(co.boris)).post(`recordings/${recordingId}/transcript`);
    expect(body.code).toBe('recording.not-found');
    expect((await co.entriesOf(recordingId)).map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['recording.transcript-read', co.maria.employeeId],
    ]);
    const rows = await co.core.db.query<{ t: string }>(
      `select (t.sealed_words::text || t.language || t.model) as t from core.transcript t where t.sealed_words is not null
       union all select j::text from core.journal j`,
    );
    expect(rows.filter(({ t }) => /harvest/.test(t))).toEqual([]);
    const lines = JSON.stringify(co.core.lines);
    expect([lines.includes(key), lines.includes('harvest')]).toEqual([false, false]);
  });

  it('one recording is sent at a time', async () => {
    peer.mostAtOnce = 0;
    const calls = [await co.aRecordedCall(), await co.aRecordedCall(), await co.aRecordedCall()];
    for (const { recordingId } of calls) await done(recordingId);
    expect(peer.mostAtOnce).toBe(1);
  });

  it('a recording that comes before its call has its transcript on the call all the same', async () => {
    const call = aKeptCall().on(co.card).spokenBy(co.anna);
    const { recordingId } = await co.aRecordedCall(aKeptCall().on(co.card), undefined, { callId: call.callId });
    await done(recordingId);
    const { id } = await call.saved(co.core.db);
    await eventually(async () =>
      expect(await co.core.db.query('select transcript from core.call where id = $1', [id])).toEqual([
        { transcript: 'done' },
      ]),
    );
  });

  it.each([
    [
      'refuses the key',
      { status: 401, body: { error: { message: `Incorrect API key: ${key}` } } },
      'recogniser.key-refused',
    ],
    ['is not there', { status: 404, body: 'nothing here' }, 'recogniser.address-wrong'],
    [
      'sends us elsewhere',
      { status: 302, headers: { location: 'http://192.0.2.1/' }, body: '' },
      'recogniser.address-wrong',
    ],
    ['fails', { status: 500, body: 'oops' }, 'recogniser.failed'],
    ['answers before it has heard all, and fails', { status: 503, body: '', early: true }, 'recogniser.failed'],
    ['talks rubbish', { body: '<html>Good day</html>' }, 'recogniser.answer-invalid'],
    ['talks without end', { body: `"${'x'.repeat(17_000_000)}"` }, 'recogniser.answer-invalid'],
  ])('that %s is asked again ten seconds later', async (_, said, code) => {
    const recordingId = await troubled(said);
    const row = await rowOf(co, recordingId);
    expect(row).toMatchObject({ state: 'waiting', code });
    expect(row!.rest).toBeGreaterThan(5);
    expect(row!.rest).toBeLessThanOrEqual(10);
    expect(await transcriptOf(co, recordingId)).toMatchObject({ state: 'waiting', code, words: [] });
    expect(JSON.stringify(co.core.lines)).not.toContain(key);
    await co.core.db.query('delete from core.transcript where recording_id = $1', [recordingId]);
  });

  it('that refuses the key is told to whoever keeps the machinery, once a day', async () => {
    await co.core.db.query('delete from core.alert');
    const ids = [await troubled({ status: 401, body: '' }), await troubled({ status: 401, body: '' })];
    const { body } = await (await co.as(co.admin)).get('alerts');
    expect(body.items).toMatchObject([{ code: 'recogniser.key-refused', severity: 'warning' }]);
    await co.core.db.query('delete from core.transcript where recording_id = any ($1)', [ids]);
  });

  it('that is busy is left alone for as long as it asks', async () => {
    const recordingId = await troubled({ status: 429, headers: { 'retry-after': '1800' }, body: '' });
    const row = await rowOf(co, recordingId);
    expect(row).toMatchObject({ state: 'waiting', code: 'recogniser.busy' });
    expect(row!.rest).toBeGreaterThan(1_700);
    await co.core.db.query('delete from core.transcript where recording_id = $1', [recordingId]);
  });

  it('that was away is asked again, also after the clock was set back', async () => {
    const recordingId = await troubled({ status: 500, body: '' });
    const service = co.core.app.get(TranscribingService, { strict: false });
    const waits = async (attempts: number, within: string) => {
      await co.core.db.query(
        `update core.transcript set attempts = $2, due_at = now() + $3::interval where recording_id = $1`,
        [recordingId, attempts, within],
      );
      await service.followClock();
      return (await rowOf(co, recordingId))!.rest > 0;
    };
    peer.says(() => ({ body: verboseJson(['Now', 0, 1]) }));
    // It may ask to be left alone for six hours; before the first attempt nothing is put off.
    expect([await waits(1, '5 hours'), await waits(0, '1 hour')]).toEqual([true, false]);
    await done(recordingId);
  });

  it('that does not want this sound is not asked again, until somebody says so', async () => {
    const recordingId = await troubled({ status: 415, body: 'unsupported' });
    expect(await rowOf(co, recordingId)).toMatchObject({ state: 'failed', code: 'recogniser.sound-refused' });
    peer.says(() => ({ body: verboseJson(['Now', 0, 1]) }));
    const { status, body } = await (await co.as(co.maria)).post(`recordings/${recordingId}/transcript`);
    expect([status, body['state']]).toEqual([202, 'waiting']);
    await done(recordingId);
    expect((await co.entriesOf(recordingId)).map(({ action }) => action)).toEqual(['recording.transcript-requested']);
    // What is done is not done again.
    await (await co.as(co.maria)).post(`recordings/${recordingId}/transcript`);
    expect(await rowOf(co, recordingId)).toMatchObject({ state: 'done' });
  });

  it('is asked at growing distances, and given up in the end', async () => {
    const recordingId = await troubled({ status: 500, body: '' });
    const nudge = async () => (await co.as(co.maria)).post(`recordings/${recordingId}/transcript`);
    const rests: number[] = [];
    for (let attempts = 2; attempts <= 8; attempts++) {
      await co.core.db.query('update core.transcript set due_at = now() where recording_id = $1', [recordingId]);
      await nudge();
      await eventually(async () => expect((await rowOf(co, recordingId))?.attempts).toBe(attempts), {
        withinMs: 15_000,
      });
      const row = await rowOf(co, recordingId);
      if (attempts < 8) rests.push(Math.ceil(row!.rest / 60) * 60);
      else expect(row).toMatchObject({ state: 'failed', code: 'recogniser.failed' });
    }
    expect(rests).toEqual([60, 300, 1_800, 7_200, 21_600, 21_600]);
  });

  it('that is silent when we stop leaves the recording in the queue', async () => {
    peer.says(() => ({ body: null }));
    const other = await aRecordingCompany({ KEEPLINE_RECOGNISER_URL: peer.url });
    const { recordingId } = await other.aRecordedCall();
    await eventually(() => expect(peer.heard).toHaveLength(1));
    expect(peer.heard[0]!.headers['authorization']).toBeUndefined();
    const { db } = other.core;
    const state = db.query<{ state: string }>(`select state from core.transcript where recording_id = $1`, [
      recordingId,
    ]);
    expect(await state).toEqual([{ state: 'waiting' }]);
    const began = performance.now();
    await other.core.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    const failures = other.core.lines.filter(({ msg }) => msg === 'no transcript');
    expect(failures).toEqual([]);
  });
});

describeWith(['ffmpeg'], 'with a recogniser and a decoder', () => {
  let peer: RecogniserPeer;
  let co: RecordingCompany;
  beforeAll(async () => {
    peer = await RecogniserPeer.start();
    co = await aRecordingCompany({ KEEPLINE_RECOGNISER_URL: `${peer.url}/v1`, PATH: process.env['PATH'] ?? '' });
  });
  beforeEach(() => (peer.heard.length = 0));
  afterAll(async () => {
    await co.core.close();
    await peer.close();
  });

  const settled = (recordingId: string) =>
    eventually(async () => expect((await rowOf(co, recordingId))?.state).toMatch(/done|failed/), { withinMs: 20_000 });
  /** How loud a tone is in 16-bit samples at 16,000 Hz (Goertzel), 0 to 1. */
  const loudness = (wav: Buffer, hertz: number) => {
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + 44 + 32_000));
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / 16_000);
    let [a, b] = [0, 0];
    for (const sample of samples) [a, b] = [sample + turn * a - b, a];
    return Math.sqrt(a * a + b * b - turn * a * b) / (samples.length / 2) / 12_000;
  };

  it('each lane goes apart, as WAV of one channel, and the words say who speaks', async () => {
    peer.says((_, nth) => ({
      body: nth === 0 ? verboseJson(['Hello', 0.1, 0.5], ['Fine', 1.5, 1.9]) : verboseJson(['Ada', 0.6, 1.4]),
    }));
    const { recordingId } = await co.aRecordedCall();
    await settled(recordingId);
    expect(peer.heard.map(({ path, file }) => [path, file.name, file.type, file.bytes.length])).toEqual([
      ['/v1/audio/transcriptions', 'lane-0.wav', 'audio/wav', 44 + 2 * 16_000 * 2],
      ['/v1/audio/transcriptions', 'lane-1.wav', 'audio/wav', 44 + 2 * 16_000 * 2],
    ]);
    const [client, company] = peer.heard.map(({ file }) => file.bytes) as [Buffer, Buffer];
    expect(client.subarray(0, 4).toString()).toBe('RIFF');
    expect([client.readUInt16LE(22), client.readUInt32LE(24), client.readUInt32LE(40)]).toEqual([1, 16_000, 64_000]);
    expect([loudness(client, 440) > 0.8, loudness(client, 1_000) < 0.05]).toEqual([true, true]);
    expect([loudness(company, 1_000) > 0.8, loudness(company, 440) < 0.05]).toEqual([true, true]);
    expect((await transcriptOf(co, recordingId))['words']).toMatchObject([
      { lane: 0, text: 'Hello' },
      { lane: 1, text: 'Ada' },
      { lane: 0, text: 'Fine' },
    ]);
  });

  it('a message that was left has one lane; a sound shorter than it is said to be is filled up with silence', async () => {
    peer.says(() => ({ body: verboseJson(['Call', 0, 1]) }));
    const one = wavOf([new Int16Array(8_000).fill(9_000)]);
    const { recordingId } = await co.aRecordedCall(undefined, one, {
      ...{ kind: 'voicemail', lanes: 1, type: 'audio/wav', durationMs: 3_000 },
    });
    await settled(recordingId);
    expect(peer.heard).toHaveLength(1);
    const { bytes } = peer.heard[0]!.file;
    expect(bytes.length).toBe(44 + 3 * 16_000 * 2);
    expect(bytes.subarray(-60_000).every((byte) => byte === 0)).toBe(true);
    expect((await transcriptOf(co, recordingId))['words']).toMatchObject([{ lane: 0, text: 'Call' }]);
  });

  it('what is no sound is given up, without blaming the recogniser', async () => {
    const { recordingId } = await co.aRecordedCall(undefined, Buffer.alloc(100_000, 'no sound'));
    await settled(recordingId);
    expect(await rowOf(co, recordingId)).toMatchObject({ state: 'failed', code: 'transcript.sound-unreadable' });
  });
});
