import { aDatabase, pagesOf, type TestDatabase } from '#libs/testing';
import { sqlStateOf, type UnitOfWork } from '#libs/database';
import { genesisHash, hashOf, type JournalEntry, type JsonObject } from '../src/audit/journal/journal-entry.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';

interface Row {
  seq: string;
  kind: JournalEntry['kind'];
  action: string;
  at: Date;
  body: JsonObject;
  prev_hash: string;
  hash: string;
}

const entry = (body: JsonObject = {}): JournalEntry => ({
  kind: 'audit',
  action: 'card.read',
  actorId: null,
  subjectId: null,
  clientId: null,
  body,
});

describe('the journal', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  const repository = new JournalRepository();
  const journal = new Journal(repository);

  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
  });
  afterAll(() => db.close());

  const rows = () =>
    db.query<Row>('select seq, kind, action, at, body, prev_hash, hash from core.journal order by seq');

  it('writes nothing before the commit and nothing of a transaction that failed', async () => {
    await expect(
      uow.run(async (tx) => {
        journal.append(tx, entry());
        expect(await tx.query('select from journal')).toEqual([]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await rows()).toEqual([]);
  });

  it('keeps eight unbroken chains under eight writers at once', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n++) {
        await uow.run(async (tx) => {
          for (let k = 0; k <= n % 3; k++) journal.append(tx, entry({ writer, n, k }));
          await tx.query('select 1');
        });
      }
    });
    await Promise.all(writers);
    const written = await rows();
    expect(written).toHaveLength(8 * 49);
    for (let lane = 0; lane < 8; lane++) {
      const chained = written.filter((row) => Number(row.seq) % 8 === lane);
      chained.forEach((row, n) => {
        expect(Number(row.seq)).toBe(lane + 8 * (n + 1));
        expect(row.prev_hash).toBe(chained[n - 1]?.hash ?? genesisHash);
        const { kind, action, body } = row;
        const placed = {
          seq: Number(row.seq),
          kind,
          action,
          actorId: null,
          subjectId: null,
          clientId: null,
          at: row.at.toISOString(),
          body,
        };
        expect(row.hash).toBe(hashOf(row.prev_hash, placed));
      });
    }
  });

  it('takes what is appended in a later step before the commit too', async () => {
    const before = (await rows()).length;
    await uow.run(async (tx) => {
      journal.append(tx, entry({ step: 'first' }));
      tx.beforeCommit(async () => {
        await tx.query('select 1');
        journal.append(tx, entry({ step: 'second' }));
      });
    });
    expect(await rows()).toHaveLength(before + 2);
  });

  it('finds the ends of the chains without looking through them, however unevenly they grew', async () => {
    const behind = 3;
    await db.query(
      `insert into core.journal (seq, kind, action, at, body, prev_hash, hash)
       select 100000 + n, 'audit', 'card.read', now(), '{}', repeat('1', 64), repeat('2', 64) from generate_series(1, 20000) n
       where n <= 8 or (100000 + n) % 8 <> $1`,
      [behind],
    );
    await db.query('analyze core.journal');
    const ends = await db.query<{ lane: number; seq: string }>(
      'select lane, max(seq) as seq from core.journal group by lane order by lane',
    );
    const take = `select lane, seq from core.take_journal_lane(${behind})`;
    expect(await uow.run((tx) => tx.query(take))).toEqual([ends[behind]]);
    expect(await pagesOf(uow, (tx) => tx.query(take))).toBeLessThan(200);
    const heads = await uow.run((tx) => repository.heads(tx));
    expect(heads.map(({ lane, seq }) => ({ lane, seq: String(seq) }))).toEqual(ends);
    expect(await pagesOf(uow, (tx) => repository.heads(tx))).toBeLessThan(200);
  });

  it.each([
    "update journal set body = '{}'",
    'delete from journal',
    'truncate journal',
    "update interaction set subject = 'x'",
    'delete from interaction',
    'delete from sighting',
  ])('refuses the application: %s', async (sql) => {
    const refusal = await uow.run((tx) => tx.query(sql)).catch((error: unknown) => sqlStateOf(error));
    expect(refusal).toBe('42501');
  });

  it('refuses even the administrator, unless they take the trigger away', async () => {
    await expect(db.query(`update core.journal set body = '{}'`)).rejects.toThrow('the journal is append-only');
  });
});
