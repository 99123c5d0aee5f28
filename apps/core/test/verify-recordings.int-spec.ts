import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { CallId, RecordingKept } from '#libs/contracts';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { aDatabase, aMasterKey, silentLogger, type TestDatabase } from '#libs/testing';
import { Audit } from '../src/audit/audit.js';
import { Alerts } from '../src/alerts/alerts.js';
import { AlertsRepository } from '../src/alerts/alerts.repository.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { verify } from '../src/audit/verify/verify.js';
import { verifyCommand } from '../src/audit/verify/verify-command.js';
import { LiveEvents } from '../src/realtime/live-events.js';
import { KeepingService } from '../src/recordings/keeping/keeping.service.js';
import { KeptRecordingsRepository } from '../src/recordings/keeping/kept-recordings.repository.js';
import { TranscriptQueue } from '../src/transcripts/transcript-queue.js';
import { TranscriptsRepository } from '../src/transcripts/transcripts.repository.js';
import { aKeptSound } from './a-kept-call.js';
import { theNotices } from './the-notices.js';

const masterKey = aMasterKey();

describe('keepline verify, of recordings', () => {
  let db: TestDatabase;
  let dataDir: string;
  let evidence: EvidenceStore;
  let kept: RecordingKept[];

  beforeEach(async () => {
    db = await aDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'keepline-verify-'));
    evidence = await createEvidenceStore({ dataDir, storageUrl: null }, masterKey);
    const [uow, live] = [db.uow('core'), new LiveEvents()];
    const journal = new Journal(new JournalRepository());
    const alerts = new Alerts(new AlertsRepository(), live, theNotices(live));
    const queue = new TranscriptQueue({ recogniser: null }, new TranscriptsRepository());
    const repository = new KeptRecordingsRepository();
    const keeping = new KeepingService(uow, repository, journal, alerts, queue, live, silentLogger());
    kept = [];
    for (const n of [1, 2, 3]) {
      const original = await evidence.put(Buffer.from(`as the engine wrote it ${n}`));
      const sound = Buffer.from(`what was said ${n}`);
      const recording = await aKeptSound(evidence, uuidv7() as CallId, sound, { originals: [original], cut: n === 2 });
      kept.push({
        ...recording,
        pauses: [{ fromMs: n, toMs: 10 }],
        peaks: await evidence.put(Buffer.from(`peaks ${n}`)),
      });
    }
    await uow.run((tx) => keeping.keep(tx, kept));
    await uow.run(async (tx) =>
      new Audit(journal).record(tx, null, 'recording.played', { subjectId: kept[0]!.recordingId }),
    );
    keeping.onModuleDestroy();
  });
  afterEach(async () => {
    await db.close();
    await rm(dataDir, { recursive: true });
  });

  const verified = (quick = false) => verify({ uow: db.uow('core'), evidence, masterKey, dataDir, quick });
  const problems = async (quick = false) => (await verified(quick)).problems;
  const second = async () => {
    const { recordingId } = kept[1]!;
    const [entry] = await db.query<{ seq: string }>('select seq from core.journal where subject_id = $1', [
      recordingId,
    ]);
    return { recordingId, seq: Number(entry!.seq), interactionId: null };
  };

  it('finds nothing wrong with what nobody touched, down to the bytes of sound, peaks and originals', async () => {
    expect(await verified()).toMatchObject({ entries: 4, interactions: 0, recordings: 3, evidence: 9, problems: [] });
  });

  it('finds a change of anything about one, and names it', async () => {
    for (const [column, value] of [
      ['call_id', 'gen_random_uuid()'],
      ['kind', `'voicemail'`],
      ['started_at', `started_at - interval '1 minute'`],
      ['duration_ms', 'duration_ms - 1'],
      ['type', `'audio/wav'`],
      ['lanes', '1'],
      ['sha256', 'peaks_sha256'],
      ['size', 'size + 1'],
      ['peaks_sha256', 'sha256'],
      ['peaks_size', 'peaks_size + 1'],
      ['originals', `'[]'`],
      ['pauses', `'[]'`],
      ['cut', 'not cut'],
      ['kept_at', `kept_at + interval '1 second'`],
    ] as const) {
      const { recordingId, seq, interactionId } = await second();
      await db.query(`create table before as select * from core.recording where id = '${recordingId}'`);
      await db.query(`update core.recording set ${column} = ${value} where id = $1`, [recordingId]);
      const found = { code: 'recording.changed', seq, interactionId, recordingId };
      expect([column, await problems(true)]).toEqual([column, [found]]);
      await db.query(`update core.recording set ${column} = (select ${column} from before) where id = $1`, [
        recordingId,
      ]);
      await db.query('drop table before');
    }
    expect(await problems()).toEqual([]);
  });

  it('finds one that was deleted, and one that was slipped in', async () => {
    const { recordingId, seq } = await second();
    await db.query(`create table before as select * from core.recording where id = '${recordingId}'`);
    await db.query('delete from core.recording where id = $1', [recordingId]);
    expect(await problems()).toEqual([{ code: 'recording.missing', seq, interactionId: null, recordingId }]);
    const forged = uuidv7();
    await db.query(`update before set id = '${forged}'`);
    await db.query('insert into core.recording select * from before');
    expect(await problems()).toContainEqual({
      ...{ code: 'recording.unrecorded', seq: null, interactionId: null, recordingId: forged },
    });
  });

  it('finds one changed byte of the sound, the peaks or an original, unless asked to be quick', async () => {
    const { recordingId, seq, interactionId } = await second();
    for (const { sha256 } of [kept[1]!.evidence, kept[1]!.peaks, kept[1]!.originals[0]!]) {
      const path = join(dataDir, 'evidence', sha256.slice(0, 2), sha256);
      const bytes = await readFile(path);
      const damaged = Buffer.from(bytes);
      damaged[bytes.length - 20]! ^= 1;
      await writeFile(path, damaged);
      expect(await problems()).toEqual([{ code: 'evidence.corrupt', seq, interactionId, recordingId }]);
      expect(await problems(true)).toEqual([]);
      await rm(path);
      expect(await problems()).toEqual([{ code: 'evidence.missing', seq, interactionId, recordingId }]);
      await writeFile(path, bytes);
    }
  });

  it('names it on the command line', async () => {
    const lines: string[] = [];
    const store = { settings: { dataDir }, masterKey, evidence, uow: () => Promise.resolve(db.uow('core')) };
    expect(await verifyCommand(store, [], (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toMatch(/^verified 4 journal entries, 0 interactions, 3 recordings, /);
    const { recordingId, seq } = await second();
    await db.query('update core.recording set cut = not cut where id = $1', [recordingId]);
    expect(await verifyCommand(store, [], (line) => lines.push(line))).toBe(1);
    expect(lines).toContain(`FIRST BAD: recording.changed, entry ${seq}, recording ${recordingId}`);
  });
});
