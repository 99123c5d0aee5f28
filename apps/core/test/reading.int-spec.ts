import { jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, InteractionId, Sha256 } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import {
  aDatabase,
  aLetter,
  aMasterKey,
  aMasterKeyFile,
  silentLogger,
  type TestDatabase,
  type LetterBuilder,
} from '#libs/testing';
import { Audit } from '../src/audit/audit.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { unsealed } from '../src/conversations/interaction-content.js';
import { attachmentStream } from '../src/conversations/reading/attachment-stream.js';
import { DeliveryReports } from '../src/conversations/reading/delivery-reports.js';
import { DeliveryReportsRepository } from '../src/conversations/reading/delivery-reports.repository.js';
import { ReadingPool } from '../src/conversations/reading/reading-pool.js';
import { ReadingRepository } from '../src/conversations/reading/reading.repository.js';
import { ReadingService } from '../src/conversations/reading/reading.service.js';
import { LiveEvents, type Audience } from '../src/realtime/live-events.js';
import { SearchWords } from '../src/search/search-words.js';
import { LateThreads } from '../src/conversations/threads/late-threads.js';
import { LateThreadsRepository } from '../src/conversations/threads/late-threads.repository.js';
import { RetellingRepository } from '../src/conversations/threads/retelling.repository.js';
import { theCapture } from './the-capture.js';

interface Content {
  sealed_text: Buffer;
  sealed_html: Buffer;
  snippet: Buffer;
  attachments: { name: string; size: number }[];
  problem: string | null;
}

/** A machine that does much else meanwhile reads ten thousand parts in more than ten seconds. */
class PatientPool extends ReadingPool {
  protected override readonly letterWithinMs = 25_000;
}

describe('reading', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  let folder: string;
  let evidence: EvidenceStore;
  let pool: ReadingPool;
  let reading: ReadingService;
  const channel = uuidv7() as ChannelId;
  const masterKey = aMasterKey();
  const live = new LiveEvents();
  const journal = new Journal(new JournalRepository());
  const capture = theCapture(journal, live);

  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
    folder = await mkdtemp(join(tmpdir(), 'keepline-reading-'));
    const settings = { dataDir: folder, storageUrl: null, masterKeyFile: await aMasterKeyFile(join(folder, 'key')) };
    evidence = await createEvidenceStore(settings, masterKey);
    pool = new PatientPool(settings);
    reading = service();
    await db.query(
      `insert into core.channel (id, medium, name, address) values ($1, 'email', 'Sales', 'sales@corp.test')`,
      [channel],
    );
  });
  afterAll(async () => {
    await pool.onApplicationShutdown();
    await db.close();
    await rm(folder, { recursive: true });
  });

  const service = () => {
    const reports = new DeliveryReports(new DeliveryReportsRepository(), new Audit(journal), live);
    const threads = new LateThreads(new LateThreadsRepository(), new RetellingRepository(), new Audit(journal), live);
    return new ReadingService(uow, new ReadingRepository(), pool, reports, live, silentLogger(), threads);
  };

  async function captured(...letters: LetterBuilder[]): Promise<InteractionId[]> {
    await evidence.putMany(letters.map((letter) => letter.bytes()));
    const events = letters.map((letter) => letter.into(channel));
    await uow.run((tx) => capture.store(tx, events));
    const rows = await db.query<{ id: InteractionId; sha: string }>(
      'select id, evidence_sha256 as sha from core.interaction',
    );
    return events.map(({ evidence: { sha256 } }) => rows.find((row) => row.sha === (sha256 as string))!.id);
  }

  const contentOf = async (id: InteractionId) => {
    const [row] = await db.query<Content>('select * from core.interaction_content where interaction_id = $1', [id]);
    if (!row) return undefined;
    const { sealed_text, sealed_html, attachments, problem } = row;
    const [text, html, snippet] = [
      unsealed(masterKey, sealed_text, 'text'),
      unsealed(masterKey, sealed_html, 'html'),
      unsealed(masterKey, row.snippet, 'snippet'),
    ];
    return { text, html, snippet, attachments, problem };
  };
  const contentsOf = async (ids: InteractionId[]) => {
    const contents = [];
    for (const id of ids) contents.push((await contentOf(id))!);
    return contents;
  };
  const left = async () =>
    Number((await db.query<{ n: string }>('select count(*) as n from core.reading_queue'))[0]!.n);

  it('notes the numbers that clients write, by which an unknown caller may be found; ours are no clue', async () => {
    await db.query(`insert into core.company (name, default_country) values ('Company', 'UA') on conflict do nothing`);
    const [theirs] = await captured(
      aLetter('ada@client.test', 'Signed').body('Regards\r\nAda\r\nmob. (050) 123-45-12\r\n+49 30 901820\r\n'),
      aLetter('sales@corp.test', 'Ours').to('ada@client.test').sent().body('Call us: +380 44 222 33 44\r\n'),
    );
    await reading.drain();
    const rows = await db.query(`select number, interaction_id as id from core.written_number order by number`);
    expect(rows).toEqual([
      { number: '+380501234512', id: theirs },
      { number: '+4930901820', id: theirs },
    ]);
  });

  it('keeps the beginning of a long letter beside the whole of it', async () => {
    const long = aLetter('ada@client.test', 'Long').body(`${'abcdefghi '.repeat(200)}\r\n`);
    const [whole, short] = await captured(long, aLetter('ada@client.test', 'Short').body('abcdefghi\r\n'));
    await reading.drain();
    const rows = await db.query<{ id: string; start: Buffer | null }>(
      `select interaction_id as id, sealed_start as start from core.interaction_content`,
    );
    const startOf = (id: string) => unsealed(masterKey, rows.find((row) => row.id === id)!.start, 'text');
    expect(startOf(whole!)).toBe('abcdefghi '.repeat(90));
    expect(startOf(short!)).toBeNull();
  });

  it('reads what was captured: text, HTML, attachments, and the words by which it is found', async () => {
    const letter = aLetter('Ада Лавлейс <ada@client.test>', 'Рахунок')
      .with('Content-Type: multipart/mixed; boundary=b')
      .body(
        '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Договоры <b>готовы</b></p>\r\n--b\r\nContent-Disposition: attachment; filename=План.txt\r\n\r\n12345\r\n--b--\r\n',
      );
    const [id] = await captured(letter);
    expect(await contentOf(id!)).toBeUndefined();
    await reading.drain();
    expect(await contentOf(id!)).toEqual({
      text: 'Договоры готовы',
      html: '<p>Договоры <b>готовы</b></p>',
      snippet: 'Договоры готовы',
      attachments: [expect.objectContaining({ n: 0, name: 'План.txt', size: 5 })],
      problem: null,
    });
    const found = (typed: string) =>
      db.query('select from core.interaction_content where interaction_id = $1 and lexemes @@ $2::tsquery', [
        id,
        SearchWords.of(typed)!.tsquery({ whole: false, inFiles: false }),
      ]);
    for (const typed of ['договор', 'лавлейс', 'рахунку', 'план']) expect(await found(typed)).toHaveLength(1);
    // An address is a contact point: whoever may not see it must not find it.
    expect(await found('client')).toHaveLength(0);
    expect(await left()).toBe(0);
  });

  it('tells those who look at the unplaced tray that the words have come', async () => {
    await captured(aLetter('stranger@else.test', 'Who are you?'));
    const heard: [string, Audience][] = [];
    const stop = live.listen(({ event }, audience) => heard.push([event, audience]));
    await reading.drain();
    stop();
    expect(heard).toEqual([['unplaced', { clientId: null, right: 'unplaced.handle' }]]);
  });

  it('is not stopped by one bad letter', async () => {
    const parts = `--b\r\nContent-Type: text/plain\r\n\r\npart\r\n`.repeat(10_000);
    const ids = await captured(
      aLetter('a@x.test', 'before').body('before'),
      aLetter('a@x.test', 'ten thousand parts').with('Content-Type: multipart/mixed; boundary=b').body(`${parts}--b--`),
      aLetter('a@x.test', 'broken').with('Content-Type: multipart/mixed; boundary="').body('--\0\0--'),
      aLetter('a@x.test', 'noughts').body('\0'.repeat(10_000)),
      aLetter('a@x.test', 'after').body('after'),
    );
    await reading.drain();
    expect(await left()).toBe(0);
    const contents = await contentsOf(ids);
    expect(contents.map((content) => content.problem)).toEqual([null, null, null, null, null]);
    expect([contents[0]!.text, contents[4]!.text]).toEqual(['before', 'after']);
  });

  it('outlives a letter that kills its thread, and its neighbours are read', async () => {
    const ids = await captured(
      aLetter('a@x.test', 'first').body('first'),
      aLetter('a@x.test', 'killer').body('killer'),
      aLetter('a@x.test', 'last').body('last'),
    );
    const killing = service();
    const run = pool.read.bind(pool);
    // What two dead threads look like to whoever asked for the reading.
    const killer = jest
      .spyOn(pool, 'read')
      .mockImplementation((task) => (task.alsoFound.startsWith('killer') ? Promise.resolve(null) : run(task)));
    await killing.drain();
    killer.mockRestore();
    const contents = await contentsOf(ids);
    expect(contents.map((content) => [content.text, content.problem])).toEqual([
      ['first', null],
      [null, 'letter.unreadable'],
      ['last', null],
    ]);
  });

  class HurriedPool extends ReadingPool {
    protected override readonly letterWithinMs: number = 1_500;
    protected override workerFile(): string {
      return join(import.meta.dirname, 'stubborn.worker.mjs');
    }
    readAs = (alsoFound: string) => this.read({ sha256: 'f'.repeat(64) as Sha256, alsoFound, country: null });
  }
  const aHurriedPool = () => new HurriedPool({ dataDir: folder, storageUrl: null, masterKeyFile: join(folder, 'key') });

  it('gives a letter that was too slow more time, so that a busy machine makes none unreadable', async () => {
    const hurried = aHurriedPool();
    expect(await hurried.readAs('slow')).toEqual({ is: 'failed', code: 'slow', mayPass: false });
    await hurried.onApplicationShutdown();
  });

  it('does not give up a letter whose thread stands still while the machine works for others', async () => {
    const hurried = aHurriedPool();
    expect(await hurried.readAs('starved')).toEqual({ is: 'failed', code: 'starved', mayPass: false });
    await hurried.onApplicationShutdown();
  }, 20_000);

  it('begins nothing any more after its end, and whoever asks then does not wait', async () => {
    const pool = aHurriedPool();
    const underWay = pool.readAs('endless');
    await pool.onApplicationShutdown();
    const stopped = { is: 'failed', code: 'reading.stopped', mayPass: true };
    expect(await Promise.all([underWay, pool.readAs('endless')])).toEqual([stopped, stopped]);
  });

  it('reads on beside a letter that holds it up, where otherwise one is read at a time', async () => {
    class OneAtATime extends HurriedPool {
      protected override readonly atOnce = 1;
      protected override readonly letterWithinMs = 30_000;
    }
    const pool = new OneAtATime({ dataDir: folder, storageUrl: null, masterKeyFile: join(folder, 'key') });
    let ended = false;
    const late = pool.readAs('late').finally(() => (ended = true));
    const neighbours = await Promise.all(Array.from({ length: 20 }, () => pool.readAs('neighbour')));
    expect(neighbours).toEqual(Array(20).fill({ is: 'failed', code: 'neighbour', mayPass: false }));
    expect(ended).toBe(false);
    expect(await late).toEqual({ is: 'failed', code: 'late', mayPass: false });
    await pool.onApplicationShutdown();
  }, 40_000);

  it.each(['endless', 'hoarding', 'exit'])('ends a thread by its limits, and only that: %s', async (worst) => {
    const hurried = aHurriedPool();
    // Two of them hold both threads; those behind must not pay for it.
    const neighbours = Array.from({ length: 10 }, () => 'neighbour');
    const outcomes = await Promise.all([worst, worst, ...neighbours].map(hurried.readAs));
    expect(outcomes.slice(0, 2)).toEqual([null, null]);
    expect(outcomes.slice(2)).toEqual(neighbours.map((code) => ({ is: 'failed', code, mayPass: false })));
    await hurried.onApplicationShutdown();
  });

  it('goes on after a crash between capture and reading, and reading twice changes nothing', async () => {
    const [id] = await captured(aLetter('a@x.test', 'crash').body('crash'));
    const dying = service();
    const broken = jest.spyOn(ReadingRepository.prototype, 'store').mockRejectedValueOnce(new Error('killed'));
    await expect(dying.drain()).rejects.toThrow('killed');
    broken.mockRestore();
    expect(await left()).toBe(1);
    await service().drain();
    expect((await contentOf(id!))!.text).toBe('crash');
    await uow.run((tx) => new ReadingRepository().queueAgain(tx, [id!]));
    await service().drain();
    expect((await contentOf(id!))!.text).toBe('crash');
  });

  it('shows an original that is damaged as such, and waits for one whose storage is away', async () => {
    const [gone] = await captured(aLetter('a@x.test', 'gone').body('gone'));
    const [row] = await db.query<{ sha: string }>('select evidence_sha256 as sha from core.interaction where id = $1', [
      gone,
    ]);
    await rm(join(folder, 'evidence', row!.sha.slice(0, 2), row!.sha));
    await reading.drain();
    expect((await contentOf(gone!))!.problem).toBe('evidence.missing');
    const [away] = await captured(aLetter('a@x.test', 'away').body('away'));
    jest.spyOn(pool, 'read').mockResolvedValueOnce({ is: 'failed', code: 'evidence.away', mayPass: true });
    await service().drain();
    expect(await contentOf(away!)).toBeUndefined();
    expect(await db.query(`select attempts from core.reading_queue where due_at > now()`)).toEqual([{ attempts: 1 }]);
    await db.query('update core.reading_queue set due_at = now()');
    await service().drain();
    expect((await contentOf(away!))!.text).toBe('away');
  });

  it('streams one attachment out of the original', async () => {
    const big = 'x'.repeat(300_000);
    const letter = aLetter('a@x.test', 'files')
      .with('Content-Type: multipart/mixed; boundary=b')
      .body(
        [
          '--b',
          '',
          'text',
          ...[big, 'second', big].flatMap((content) => ['--b', 'Content-Disposition: attachment', '', content]),
          '--b--',
          '',
        ].join('\r\n'),
      );
    await captured(letter);
    const { sha256 } = letter.into(channel).evidence;
    const sizes = await Promise.all(
      [0, 1, 2].map(async (n) => (await buffer(await attachmentStream(evidence, sha256, n))).length),
    );
    expect(sizes).toEqual([300_000, 6, 300_000]);
    await expect(attachmentStream(evidence, sha256, 3)).rejects.toMatchObject({ code: 'attachment.missing' });
    await expect(attachmentStream(evidence, 'f'.repeat(64) as Sha256, 0)).rejects.toMatchObject({
      code: 'evidence.missing',
    });
  });

  it('marks what a mail server brought back on the letter that it brought back', async () => {
    const card = uuidv7();
    await db.query(`insert into core.client (id, kind, name) values ($1, 'person', 'Ada')`, [card]);
    await db.query(
      `insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'email', 'ada@client.test')`,
      [uuidv7(), card],
    );
    const [ours] = await captured(
      aLetter('sales@corp.test', 'offer').id('<offer@corp.test>').to('ada@client.test').sent(),
    );
    for (const recipient of ['Ada@client.test', 'archive@backup.test']) {
      await db.query(
        `insert into core.delivery (id, interaction_id, channel_id, purpose, recipient, state) values ($1, $2, $3, 'answer', $4, 'sent')`,
        [uuidv7(), ours, channel, recipient],
      );
    }
    const report = [
      'Final-Recipient: rfc822; ada@client.test',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 no such user',
      '',
    ];
    const bounce = aLetter('mailer-daemon@mx.test', 'Undelivered')
      .with('Content-Type: multipart/report; report-type=delivery-status; boundary=b')
      .body(
        [
          '--b',
          '',
          'sorry',
          '--b',
          'Content-Type: message/delivery-status',
          '',
          'Reporting-MTA: dns; mx',
          '',
          ...report,
          '--b',
          'Content-Type: message/rfc822',
          '',
          'Message-ID: <offer@corp.test>',
          '',
          'offer',
          '--b--',
          '',
        ].join('\r\n'),
      );
    const [id] = await captured(bounce);
    await reading.drain();
    expect(await db.query('select recipient, state, code, reply from core.delivery order by recipient')).toEqual([
      { recipient: 'Ada@client.test', state: 'bounced', code: 'mail.bounced', reply: '550 no such user' },
      { recipient: 'archive@backup.test', state: 'sent', code: null, reply: null },
    ]);
    const [attached] = await db.query<{ client_id: string; same: boolean; flags: string[] }>(
      `select b.client_id, b.conversation_id = o.conversation_id as same, b.flags from core.interaction b, core.interaction o where b.id = $1 and o.id = $2`,
      [id, ours],
    );
    expect(attached).toEqual({ client_id: card, same: true, flags: ['automatic', 'bounce'] });
    expect(await db.query(`select action from core.journal where kind = 'audit'`)).toEqual([
      { action: 'interaction.attached' },
      { action: 'contact-point.undeliverable' },
    ]);
  });
});
