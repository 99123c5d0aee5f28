import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, InteractionId } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import {
  aDatabase,
  aLetter,
  aMasterKey,
  aMasterKeyFile,
  silentLogger,
  type LetterBuilder,
  type TestDatabase,
} from '#libs/testing';
import { Audit } from '../src/audit/audit.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { DeliveryReports } from '../src/conversations/reading/delivery-reports.js';
import { DeliveryReportsRepository } from '../src/conversations/reading/delivery-reports.repository.js';
import { ReadingPool } from '../src/conversations/reading/reading-pool.js';
import { ReadingRepository } from '../src/conversations/reading/reading.repository.js';
import { ReadingService } from '../src/conversations/reading/reading.service.js';
import { LateThreads } from '../src/conversations/threads/late-threads.js';
import { LateThreadsRepository } from '../src/conversations/threads/late-threads.repository.js';
import { RetellingRepository } from '../src/conversations/threads/retelling.repository.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { theCapture } from './the-capture.js';

interface Row {
  id: InteractionId;
  card: ClientId | null;
  conversation: string | null;
  flags: string[];
}

describe('what mail servers and mail programs write', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  let folder: string;
  let evidence: EvidenceStore;
  let pool: ReadingPool;
  let reading: ReadingService;
  let events: LiveEvent[] = [];
  let ada: ClientId;
  const channel = uuidv7() as ChannelId;
  const masterKey = aMasterKey();
  const live = new LiveEvents();
  const journal = new Journal(new JournalRepository());
  const capture = theCapture(journal, live);
  live.listen((event) => events.push(event));

  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
    folder = await mkdtemp(join(tmpdir(), 'keepline-machines-'));
    const settings = { dataDir: folder, storageUrl: null, masterKeyFile: await aMasterKeyFile(join(folder, 'key')) };
    evidence = await createEvidenceStore(settings, masterKey);
    pool = new ReadingPool(settings);
    const audit = new Audit(journal);
    reading = new ReadingService(
      ...([
        uow,
        new ReadingRepository(),
        pool,
        new DeliveryReports(new DeliveryReportsRepository(), audit, live),
      ] as const),
      ...([
        live,
        silentLogger(),
        new LateThreads(new LateThreadsRepository(), new RetellingRepository(), audit, live),
      ] as const),
    );
    await db.query(
      `insert into core.channel (id, medium, name, address) values ($1, 'email', 'Sales', 'sales@corp.test')`,
      [channel],
    );
    ada = await aCard('Ada', 'ada@client.test');
  });
  beforeEach(() => {
    events = [];
  });
  afterAll(async () => {
    await pool.onApplicationShutdown();
    await db.close();
    await rm(folder, { recursive: true });
  });

  async function aCard(name: string, email: string): Promise<ClientId> {
    const id = uuidv7() as ClientId;
    await db.query(`insert into core.client (id, kind, name) values ($1, 'person', $2)`, [id, name]);
    await db.query(`insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'email', $3)`, [
      ...[uuidv7(), id, email],
    ]);
    return id;
  }
  /** Captured and read. */
  async function comes(letter: LetterBuilder): Promise<Row> {
    await evidence.putMany([letter.bytes()]);
    const event = letter.into(channel);
    await uow.run((tx) => capture.store(tx, [event]));
    await reading.drain();
    const [row] = await db.query<Row>(
      `select id, client_id as card, conversation_id as conversation, flags from core.interaction where evidence_sha256 = $1`,
      [event.evidence.sha256],
    );
    return row!;
  }
  /** A letter of ours that was sent to these. */
  async function sent(id: string, ...recipients: string[]): Promise<Row> {
    const ours = await comes(aLetter('sales@corp.test', `Ours ${id}`).id(id).to(recipients[0]!).sent());
    for (const recipient of recipients)
      await db.query(
        `insert into core.delivery (id, interaction_id, channel_id, purpose, recipient, state) values ($1, $2, $3, 'answer', $4, 'sent')`,
        [uuidv7(), ours.id, channel, recipient],
      );
    return ours;
  }
  const statesOf = async ({ id }: Row) =>
    (
      await db.query<{ recipient: string; state: string }>(
        `select recipient, state from core.delivery where interaction_id = $1 order by recipient`,
        [id],
      )
    ).map(({ recipient, state }) => [recipient, state]);
  const undeliverable = async (email: string) => {
    const [row] = await db.query<{ code: string | null; since: Date | null }>(
      `select undeliverable_code as code, undeliverable_since as since from core.contact_point where value = $1`,
      [email],
    );
    return row!;
  };
  const conversation = async (id: string) => {
    const [row] = await db.query<{ waits: boolean; token: string; into: string | null }>(
      `select waiting_since is not null as waits, token, merged_into as into from core.conversation where id = $1`,
      [id],
    );
    return row!;
  };

  it('an address at which nothing arrives is marked, on the letter and on the card, until somebody writes from there', async () => {
    const ours = await sent('<hard@corp.test>', 'ada@client.test');
    const bounce = await comes(
      aLetter('Mail Delivery System <Mailer-Daemon@mx.test>', 'Mail delivery failed: returning message to sender')
        .with('X-Failed-Recipients: ada@client.test')
        .body(
          [
            'A message that you sent could not be delivered. The following address failed:',
            ...['', '  ada@client.test', '    550 5.1.1 User unknown', ''],
            ...[
              '------ This is a copy of the message, including all the headers. ------',
              '',
              'Message-ID: <hard@corp.test>',
              '',
            ],
          ].join('\r\n'),
        ),
    );
    expect(bounce).toMatchObject({ card: ada, conversation: ours.conversation, flags: ['automatic', 'bounce'] });
    expect(await statesOf(ours)).toEqual([['ada@client.test', 'bounced']]);
    expect(await undeliverable('ada@client.test')).toEqual({ code: '5.1.1', since: expect.any(Date) });
    expect(events).toContainEqual({ event: 'card', data: { clientId: ada } });
    expect(
      await db.query(`select client_id as card from core.journal where action = 'contact-point.undeliverable'`),
    ).toEqual([{ card: ada }]);
    const later = new Date(Date.now() + 60_000);
    await comes(aLetter('ada@client.test', 'Here I am').date(later.toUTCString(), later.toISOString()));
    expect(await undeliverable('ada@client.test')).toEqual({ code: null, since: null });
  });

  it('a full mailbox, a delay and a stranger’s forgery mark no address', async () => {
    const ours = await sent('<soft@corp.test>', 'ada@client.test');
    const told = (id: string, said: string) =>
      aLetter('mailer-daemon@mx.test', 'failure notice').body(
        `<ada@client.test>: ${said}\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: ${id}\r\n`,
      );
    await comes(told('<soft@corp.test>', '450 4.2.0 try again later'));
    expect(await statesOf(ours)).toEqual([['ada@client.test', 'sent']]);
    await comes(told('<never-sent@corp.test>', '550 5.1.1 user unknown'));
    await comes(told('<soft@corp.test>', '552 5.2.2 mailbox full'));
    expect(await statesOf(ours)).toEqual([['ada@client.test', 'bounced']]);
    expect((await undeliverable('ada@client.test')).since).toBeNull();
    // A person's letter with the same words is none of a server's.
    const again = await sent('<words@corp.test>', 'ada@client.test');
    await comes(
      aLetter('eve@rival.test', 'failure notice').body(
        '<ada@client.test>: 550 5.1.1 no\r\n\r\nMessage-ID: <words@corp.test>\r\n',
      ),
    );
    expect(await statesOf(again)).toEqual([['ada@client.test', 'sent']]);
  });

  it('a read receipt stands on the letter that was read, and is no letter on the card', async () => {
    const ours = await sent('<read@corp.test>', 'ada@client.test');
    const receipt = (id: string, disposition: string) =>
      aLetter('ada@client.test', 'Read: Ours')
        .with('Content-Type: multipart/report; report-type=disposition-notification; boundary=b')
        .body(
          [
            ...['--b', '', 'Your message was displayed.', '--b', 'Content-Type: message/disposition-notification', ''],
            ...['Final-Recipient: rfc822;ada@client.test', `Original-Message-ID: ${id}`, `Disposition: ${disposition}`],
            ...['', '--b--', ''],
          ].join('\r\n'),
        );
    const unread = await comes(receipt('<read@corp.test>', 'manual-action/MDN-sent-manually; deleted'));
    expect([unread.card, unread.conversation, unread.flags]).toEqual([null, null, ['automatic', 'receipt']]);
    expect(await statesOf(ours)).toEqual([['ada@client.test', 'sent']]);
    await comes(receipt('<read@corp.test>', 'automatic-action/MDN-sent-automatically; displayed'));
    expect(await statesOf(ours)).toEqual([['ada@client.test', 'read']]);
    expect(events).toContainEqual({
      event: 'delivery',
      data: { clientId: ada, interactionId: ours.id, state: 'read' },
    });
    const stray = await comes(receipt('<nobody-knows@corp.test>', 'manual-action/MDN-sent-manually; displayed'));
    expect(stray.flags).toEqual(['automatic', 'receipt-stray']);
  });

  it('an absence is seen in the words of an automatic answer, never in a person’s', async () => {
    const automatic = await comes(
      aLetter('ada@client.test', 'Re: Ours')
        .with('Auto-Submitted: auto-replied')
        .body('Добрый день! Я в отпуске до 5 июня.\r\n'),
    );
    expect(automatic.flags).toEqual(['automatic', 'out-of-office']);
    const person = await comes(
      aLetter('ada@client.test', 'Plans').body('Я в отпуске до 5 июня, пришлите счёт потом.\r\n'),
    );
    expect(person.flags).toEqual([]);
    expect((await conversation(automatic.conversation!)).waits).toBe(false);
    expect((await conversation(person.conversation!)).waits).toBe(true);
  });

  it('a letter that only quotes our address finds its conversation; nobody else’s does', async () => {
    const boris = await aCard('Boris', 'boris@client.test');
    await aCard('Rival', 'rival@other.test');
    const asked = await comes(aLetter('boris@client.test', 'Delivery terms'));
    const { token } = await conversation(asked.conversation!);
    const quoting = (from: string, subject: string, address = `sales+c${token}@corp.test`) =>
      aLetter(from, subject).body(`Yes, please.\r\n\r\n> From: Sales <${address}>\r\n> Date: yesterday\r\n> When?\r\n`);
    const lost = await comes(quoting('boris@client.test', 'Another subject'));
    expect(lost).toMatchObject({ card: boris, conversation: asked.conversation, flags: [] });
    expect((await conversation(asked.conversation!)).waits).toBe(true);
    const colleague = await comes(quoting('colleague@elsewhere.test', 'From my other address'));
    expect(colleague).toMatchObject({ card: boris, conversation: asked.conversation, flags: ['new-participant'] });
    const rival = await comes(quoting('rival@other.test', 'Rival quotes'));
    expect(rival.card).not.toBe(boris);
    expect(rival.conversation).not.toBe(asked.conversation);
    const forged = await comes(quoting('who@x.test', 'Not ours', `sales+c${token}@elsewhere.test`));
    expect([forged.card, forged.flags]).toEqual([null, []]);
    expect(await db.query(`select count(*)::int as n from core.journal where action = 'interaction.threaded'`)).toEqual(
      [{ n: 2 }],
    );
  });
});
