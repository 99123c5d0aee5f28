import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, LetterReceived } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { aDatabase, aLetter, aMasterKey, silentLogger, type TestDatabase } from '#libs/testing';
import { Audit } from '../src/audit/audit.js';
import { CheckpointsService } from '../src/audit/journal/checkpoints.service.js';
import { chain, type JournalEntry, type JsonObject } from '../src/audit/journal/journal-entry.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { verify } from '../src/audit/verify/verify.js';
import { verifyCommand } from '../src/audit/verify/verify-command.js';
import { LiveEvents } from '../src/realtime/live-events.js';
import { theCapture } from './the-capture.js';

const channel = uuidv7() as ChannelId;
const masterKey = aMasterKey();

/** An office with sixty letters, forty audit entries and a checkpoint, in a database and a folder of its own. */
async function anOffice() {
  const db: TestDatabase = await aDatabase();
  const uow: UnitOfWork = db.uow('core');
  const dataDir = await mkdtemp(join(tmpdir(), 'keepline-verify-'));
  const evidence: EvidenceStore = await createEvidenceStore({ dataDir, storageUrl: null }, masterKey);
  const repository = new JournalRepository();
  const journal = new Journal(repository);
  await db.query(
    `insert into core.channel (id, medium, name, address) values ($1, 'email', 'Sales', 'sales@corp.test')`,
    [channel],
  );
  const capture = theCapture(journal, new LiveEvents());
  const audit = new Audit(journal);
  const letters: LetterReceived[] = [];
  for (let batch = 0; batch < 20; batch++) {
    const built = [1, 2, 3].map((n) => aLetter(`n${n}@x.test`, `letter ${batch}.${n}`).body(`body ${batch}.${n}`));
    await evidence.putMany(built.map((letter) => letter.bytes()));
    const received = built.map((letter) => letter.into(channel));
    letters.push(...received);
    await uow.run((tx) => capture.store(tx, received));
    await uow.run(async (tx) => audit.record(tx, null, 'card.read', { body: { batch } }));
    await uow.run(async (tx) => audit.record(tx, null, 'search', { body: { batch, words: 2 } }));
  }
  const checkpoints = new CheckpointsService(uow, journal, repository, silentLogger(), masterKey, { dataDir });
  await checkpoints.write();
  const options = { uow, evidence, masterKey, dataDir, quick: false };
  return {
    db,
    dataDir,
    letters,
    checkpoints,
    audit,
    uow,
    store: { settings: { dataDir }, masterKey, evidence, uow: () => Promise.resolve(uow) },
    verify: () => verify(options),
    /** As somebody with all rights in the database and no key. */
    damage: (sql: string, parameters: readonly unknown[] = []) => tampering(db, sql, parameters),
    async close() {
      await db.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function tampering(db: TestDatabase, sql: string, parameters: readonly unknown[]): Promise<void> {
  await db.query('alter table core.journal disable trigger journal_is_append_only');
  await db.query(sql, parameters);
  await db.query('alter table core.journal enable trigger journal_is_append_only');
}

describe('keepline verify', () => {
  let office: Awaited<ReturnType<typeof anOffice>>;
  beforeEach(async () => (office = await anOffice()));
  afterEach(() => office.close());

  /** One in the midst of its lane: how long each of the eight lanes grew is chance. */
  const anEntry = async (kind: string) => {
    const [row] = await office.db.query<{ seq: string; subject: string | null }>(
      `select seq, subject_id as subject from core.journal j
       where kind = $1 and seq > 8 and exists (select from core.journal next where next.seq = j.seq + 8) order by seq offset 10 limit 1`,
      [kind],
    );
    return { seq: Number(row!.seq), interactionId: kind === 'interaction' ? row!.subject : null };
  };
  const firstProblem = async () => (await office.verify()).problems[0];

  it('finds nothing wrong with what nobody touched, and says so', async () => {
    expect(await office.verify()).toMatchObject({
      entries: 101,
      interactions: 60,
      checkpoints: 1,
      anchors: 1,
      evidence: 60,
      problems: [],
    });
    const lines: string[] = [];
    expect(await verifyCommand(office.store, [], (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toMatch(
      /^verified 101 journal entries, 60 interactions, 0 recordings, .* everything is as it was recorded$/,
    );
  });

  it('finds a changed entry and names it', async () => {
    const { seq } = await anEntry('audit');
    await office.damage(`update core.journal set body = body || '{"words": 3}' where seq = $1`, [seq]);
    expect((await office.verify()).problems).toEqual([{ code: 'journal.changed', seq, interactionId: null }]);
    const lines: string[] = [];
    expect(await verifyCommand(office.store, ['--quick'], (line) => lines.push(line))).toBe(1);
    expect(lines).toContain(`FIRST BAD: journal.changed, entry ${seq}`);
  });

  it('finds a change of any column', async () => {
    const { seq } = await anEntry('audit');
    for (const [column, value] of [
      ['actor_id', 'gen_random_uuid()'],
      ['client_id', 'gen_random_uuid()'],
      ['subject_id', 'gen_random_uuid()'],
      ['action', `action || 'x'`],
      ['at', `at + interval '1 millisecond'`],
    ]) {
      await office.db.query(`create table kept as select * from core.journal where seq = ${seq}`);
      await office.damage(`update core.journal set ${column} = ${value} where seq = $1`, [seq]);
      expect(await firstProblem()).toEqual({ code: 'journal.changed', seq, interactionId: null });
      await office.damage(`update core.journal set ${column} = (select ${column} from kept) where seq = $1`, [seq]);
      await office.db.query('drop table kept');
    }
    expect(await firstProblem()).toBeUndefined();
  });

  it('finds a deleted entry, and the interaction that it told of', async () => {
    const { seq, interactionId } = await anEntry('interaction');
    await office.damage('delete from core.journal where seq = $1', [seq]);
    const { problems } = await office.verify();
    expect(problems[0]).toEqual({ code: 'journal.gap', seq, interactionId: null });
    expect(problems).toContainEqual({ code: 'interaction.unrecorded', seq: null, interactionId });
  });

  it('finds two entries that changed places', async () => {
    const seq = (await anEntry('audit')).seq;
    await office.damage(
      `update core.journal a set body = b.body, action = b.action, at = b.at, prev_hash = b.prev_hash, hash = b.hash
       from core.journal b where (a.seq = $1 and b.seq = $1 + 8) or (a.seq = $1 + 8 and b.seq = $1)`,
      [seq],
    );
    expect(await firstProblem()).toMatchObject({ code: 'journal.changed', seq });
  });

  it('finds a link that was bent, with the hash made to fit', async () => {
    const { seq } = await anEntry('audit');
    const [row] = await office.db.query<{ kind: 'audit'; action: string; at: Date; body: JsonObject }>(
      'select * from core.journal where seq = $1',
      [seq],
    );
    const { kind, action, at, body } = row!;
    const entry: JournalEntry = { kind, action, actorId: null, subjectId: null, clientId: null, body };
    const [forged] = chain({ lane: seq % 8, seq: seq - 8, hash: 'a'.repeat(64) }, [entry], at);
    await office.damage('update core.journal set prev_hash = $2, hash = $3 where seq = $1', [
      seq,
      forged!.prevHash,
      forged!.hash,
    ]);
    expect(await firstProblem()).toEqual({ code: 'journal.broken-link', seq, interactionId: null });
  });

  it('finds that the end was cut off, by the checkpoint and by the anchor', async () => {
    const [{ lane }] = (await office.db.query<{ lane: number }>(
      `select lane from core.journal where kind = 'checkpoint'`,
    )) as [{ lane: number }];
    const [last] = await office.db.query<{ seq: string }>(
      'select seq from core.journal where lane = $1 order by seq desc limit 1',
      [(lane + 1) % 8],
    );
    await office.damage('delete from core.journal where seq = $1', [last!.seq]);
    expect((await office.verify()).problems).toContainEqual({
      code: 'journal.truncated',
      seq: Number(last!.seq),
      interactionId: null,
    });
    // Without the checkpoint only the anchor, which is not in the database, still knows.
    await office.damage(`delete from core.journal where kind = 'checkpoint'`);
    expect((await office.verify()).problems).toContainEqual({
      code: 'journal.truncated',
      seq: Number(last!.seq),
      interactionId: null,
    });
  });

  it('finds a chain that was written anew from some entry on', async () => {
    const { seq } = await anEntry('audit');
    const rows = await office.db.query<
      JournalEntry & { seq: string; at: Date; prev_hash: string; actor_id: null; subject_id: string; client_id: null }
    >('select * from core.journal where seq >= $1 and lane = $1 % 8 order by seq', [seq]);
    let hash = rows[0]!.prev_hash;
    for (const [n, row] of rows.entries()) {
      const body = n === 0 ? { forged: true } : row.body;
      const entry: JournalEntry = {
        kind: row.kind,
        action: row.action,
        actorId: null,
        subjectId: row.subject_id,
        clientId: null,
        body,
      };
      const [forged] = chain({ lane: seq % 8, seq: Number(row.seq) - 8, hash }, [entry], row.at);
      await office.damage('update core.journal set body = $2, prev_hash = $3, hash = $4 where seq = $1', [
        row.seq,
        body,
        hash,
        forged!.hash,
      ]);
      hash = forged!.hash;
    }
    expect((await office.verify()).problems[0]).toMatchObject({ code: 'journal.rewritten' });
  });

  it('finds a change of any fact of an interaction', async () => {
    const { seq, interactionId } = await anEntry('interaction');
    for (const [column, value] of [
      ['subject', `subject || 'x'`],
      ['occurred_at', `occurred_at - interval '1 second'`],
      ['header', `header || '{"listId": "x"}'`],
      ['direction', `'outbound'`],
      ['message_id', 'null'],
      ['natural_key', `natural_key || 'x'`],
      ['evidence_sha256', `repeat('0', 64)`],
      ['evidence_size', 'evidence_size + 1'],
    ]) {
      await office.db.query(`create table kept as select * from core.interaction where id = '${interactionId}'`);
      await office.db.query(`update core.interaction set ${column} = ${value} where id = $1`, [interactionId]);
      expect(await firstProblem()).toEqual({ code: 'interaction.changed', seq, interactionId });
      await office.db.query(`update core.interaction set ${column} = (select ${column} from kept) where id = $1`, [
        interactionId,
      ]);
      await office.db.query('drop table kept');
    }
    expect(await firstProblem()).toBeUndefined();
  });

  it('has nothing against what may change: card, conversation, flags', async () => {
    await office.db.query(`update core.interaction set flags = '{automatic}', placed_at = now()`);
    expect((await office.verify()).problems).toEqual([]);
  });

  it('finds a deleted interaction and one that was never recorded', async () => {
    const { seq, interactionId } = await anEntry('interaction');
    await office.db.query('delete from core.reading_queue where interaction_id = $1', [interactionId]);
    await office.db.query('delete from core.sighting where interaction_id = $1', [interactionId]);
    await office.db.query('delete from core.interaction where id = $1', [interactionId]);
    expect(await firstProblem()).toEqual({ code: 'interaction.missing', seq, interactionId });
    const forged = uuidv7();
    await office.db.query(
      `insert into core.interaction (id, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
       values ($1, 'internal', 'note', now(), 'forged', '', 0, '')`,
      [forged],
    );
    expect((await office.verify()).problems).toContainEqual({
      code: 'interaction.unrecorded',
      seq: null,
      interactionId: forged,
    });
  });

  it('finds one changed byte of one original, unless asked to be quick', async () => {
    const { seq, interactionId } = await anEntry('interaction');
    const [row] = await office.db.query<{ sha: string }>(
      'select evidence_sha256 as sha from core.interaction where id = $1',
      [interactionId],
    );
    const path = join(office.dataDir, 'evidence', row!.sha.slice(0, 2), row!.sha);
    const bytes = await readFile(path);
    bytes[bytes.length - 20]! ^= 1;
    await writeFile(path, bytes);
    expect(await firstProblem()).toEqual({ code: 'evidence.corrupt', seq, interactionId });
    expect(await verifyCommand(office.store, ['--quick'], () => undefined)).toBe(0);
    await rm(path);
    expect(await firstProblem()).toEqual({ code: 'evidence.missing', seq, interactionId });
  });

  it('finds an anchor that was changed or taken away', async () => {
    const folder = join(office.dataDir, 'journal', 'anchors');
    const [name] = await readdir(folder);
    const path = join(folder, name!);
    await writeFile(path, (await readFile(path, 'utf8')).replace(/"seq":(\d)/, '"seq":1$1'));
    expect(await firstProblem()).toEqual({ code: 'journal.anchor-changed', seq: null, interactionId: null });
    await rm(path);
    expect(await firstProblem()).toEqual({ code: 'journal.anchor-missing', seq: null, interactionId: null });
  });
});
