import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, LetterReceived } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { Inbox, Outbox } from '#libs/messaging';
import { aDatabase, aLetter, aMasterKey, type TestDatabase } from '#libs/testing';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { CaptureConsumer } from '../src/conversations/capture/capture.consumer.js';
import { CopyDeliveriesRepository } from '../src/conversations/capture/copy-deliveries.repository.js';
import { ForwardingQueue } from '../src/conversations/forwarding/forwarding-queue.js';
import { ForwardingQueueRepository } from '../src/conversations/forwarding/forwarding-queue.repository.js';
import type { AliasLetters } from '../src/conversations/reach/answers/alias-letters.service.js';
import { InboundCopies } from '../src/conversations/capture/inbound-copies.js';
import type { ReadingService } from '../src/conversations/reading/reading.service.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { CopyPeopleRepository } from '../src/routing/copy-people.repository.js';
import { CopyRulesRepository } from '../src/routing/copy-rules.repository.js';
import { isOwnCopyMark } from '../src/routing/copy-mark.js';
import { theCapture } from './the-capture.js';

interface Seen {
  subject: string;
  client: string | null;
  conversation: string | null;
  flags: string[];
  sightings: string;
}

describe('capture', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  let consumer: CaptureConsumer;
  let events: LiveEvent[];
  const channel = uuidv7() as ChannelId;
  const masterKey = aMasterKey();
  const live = new LiveEvents();
  /** What is captured waits for its reading: that is another test's subject. */
  const unread: Pick<ReadingService, 'captured'> = { captured: () => undefined };
  /** Nor is what employees write to clients' aliases. */
  const nobodysAlias: Pick<AliasLetters, 'divert'> = { divert: (_tx, letters) => Promise.resolve([...letters]) };
  live.listen((event) => events.push(event));

  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
    await db.query(
      `insert into core.channel (id, medium, name, address, aliases) values ($1, 'email', 'Sales', 'sales@corp.test', '{office@corp.test}')`,
      [channel],
    );
    const copies = new InboundCopies(
      new CopyRulesRepository(),
      new CopyPeopleRepository(),
      new CopyDeliveriesRepository(),
      new Outbox(() => undefined),
      masterKey,
      new ForwardingQueue(new ForwardingQueueRepository(), masterKey),
    );
    consumer = new CaptureConsumer(
      new Inbox(uow),
      theCapture(new Journal(new JournalRepository()), live, copies),
      unread,
      nobodysAlias,
    );
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    events = [];
    await db.query(`update core.copy_rule set enabled = false`);
  });

  const deliver = (...letters: LetterReceived[]) =>
    consumer.letters(letters.map((body) => ({ id: uuidv7(), body, attempt: 0 })));

  async function aCard(
    name: string,
    email: string,
    more: { responsible?: string; team?: string } = {},
  ): Promise<ClientId> {
    const id = uuidv7() as ClientId;
    await db.query('insert into core.client (id, kind, name, responsible_id, team_id) values ($1, $2, $3, $4, $5)', [
      id,
      'person',
      name,
      more.responsible,
      more.team,
    ]);
    await db.query(`insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'email', $3)`, [
      uuidv7(),
      id,
      email,
    ]);
    return id;
  }

  const seen = (like: string) =>
    db.query<Seen>(
      `select subject, c.name as client, conversation_id as conversation, flags,
         (select count(*) from core.sighting s where s.interaction_id = i.id) as sightings
       from core.interaction i left join core.client c on c.id = i.client_id where subject like $1 order by i.id`,
      [like],
    );
  const conversation = async (subject: string) => {
    const [row] = await db.query<{ last_direction: string; waiting_since: Date | null; last_at: Date }>(
      'select last_direction, waiting_since, last_at from core.conversation where subject = $1',
      [subject],
    );
    return row;
  };

  it('stores a letter once, however often and in however many batches it comes, and keeps every sighting', async () => {
    const letters = Array.from({ length: 30 }, (_, n) =>
      aLetter('many@x.test', `many ${n % 10}`).id(`<many-${n % 10}@x.test>`),
    );
    await deliver(...letters.slice(0, 10).map((letter) => letter.into(channel)));
    await deliver(...letters.slice(5, 20).map((letter) => letter.into(channel)));
    await deliver(...letters.map((letter) => letter.into(channel)));
    const rows = await seen('many %');
    expect(rows).toHaveLength(10);
    // 10 + 15 + 30 arrivals
    expect(rows.reduce((sum, row) => sum + Number(row.sightings), 0)).toBe(55);
    expect(rows.every((row) => row.flags.length === 0)).toBe(true);
  });

  it('handles a redelivered message once', async () => {
    const delivered = [{ id: uuidv7(), body: aLetter('a@x.test', 'redelivered').into(channel), attempt: 0 }];
    await consumer.letters(delivered);
    await consumer.letters(delivered);
    expect((await seen('redelivered')).map((row) => row.sightings)).toEqual(['1']);
  });

  it('keeps another letter under the same Message-ID, flagged, in the same batch and in a later one', async () => {
    const with_ = (body: string) =>
      aLetter('a@x.test', `collision ${body}`).id('<used-twice@x.test>').body(body).into(channel);
    await deliver(with_('1'), with_('2'));
    await deliver(with_('3'));
    expect((await seen('collision %')).map((row) => row.flags)).toEqual([
      [],
      ['message-id-collision'],
      ['message-id-collision'],
    ]);
  });

  it('takes letters without Message-ID and without From', async () => {
    await deliver(aLetter('', 'nameless').id(null).into(channel), aLetter('', 'nameless').id(null).into(channel));
    expect((await seen('nameless')).map((row) => [row.client, row.sightings])).toEqual([[null, '2']]);
  });

  it('puts a letter on its sender’s card and tells whoever may see it; others lie unplaced', async () => {
    const ada = await aCard('Ada', 'ada@client.test');
    await deliver(
      aLetter('Ada <ADA@client.test>', 'placed').into(channel),
      aLetter('who@nowhere.test', 'loose').into(channel),
    );
    expect((await seen('placed'))[0]!.client).toBe('Ada');
    expect((await seen('loose'))[0]!.client).toBeNull();
    expect(events).toEqual([
      { event: 'interaction', data: expect.objectContaining({ clientId: ada, direction: 'inbound' }) },
      { event: 'unplaced', data: {} },
    ]);
    const journal = await db.query(`select action from core.journal where kind = 'interaction' and client_id = $1`, [
      ada,
    ]);
    expect(journal).toEqual([{ action: 'interaction.captured' }]);
  });

  it('follows a thread within one batch, and keeps a rival out of it', async () => {
    await aCard('Boris', 'boris@client.test');
    await aCard('Rival', 'rival@other.test');
    await deliver(
      aLetter('boris@client.test', 'thread 1').id('<t1@x.test>').into(channel),
      aLetter('colleague@client.test', 'thread 2').answering('<t1@x.test>').into(channel),
      aLetter('rival@other.test', 'thread 3').answering('<t1@x.test>').into(channel),
    );
    const [first, second, third] = await seen('thread %');
    expect([second!.client, second!.conversation, second!.flags]).toEqual([
      'Boris',
      first!.conversation,
      ['new-participant'],
    ]);
    expect([third!.client, third!.flags]).toEqual(['Rival', []]);
    expect(third!.conversation).not.toBe(first!.conversation);
  });

  it('finds the thread in whatever order its letters come, in one batch and in several', async () => {
    await aCard('Galina', 'galina@client.test');
    await deliver(aLetter('galina@client.test', 'order 3').id('<o3@x.test>').answering('<o1@x.test>').into(channel));
    await deliver(
      aLetter('galina@client.test', 'order 2').id('<o2@x.test>').answering('<o1@x.test>').into(channel),
      aLetter('galina@client.test', 'order 1').id('<o1@x.test>').into(channel),
    );
    const letters = await seen('order %');
    expect(letters.map((letter) => letter.client)).toEqual(['Galina', 'Galina', 'Galina']);
    expect(new Set(letters.map((letter) => letter.conversation)).size).toBe(1);
  });

  it('knows its own token wherever the thread was lost', async () => {
    await aCard('Token', 'token@client.test');
    await deliver(aLetter('token@client.test', 'token 1').into(channel));
    const [{ token }] = (await db.query<{ token: string }>(
      `select token from core.conversation where subject = 'token 1'`,
    )) as [{ token: string }];
    await deliver(aLetter('elsewhere@client.test', 'token 2').to(`sales+c${token}@corp.test`).into(channel));
    const [first, second] = await seen('token %');
    expect([second!.client, second!.conversation]).toEqual(['Token', first!.conversation]);
  });

  it('knows who waits: a letter sets it, a robot does not, our answer ends it, an old letter changes nothing', async () => {
    await aCard('Vera', 'vera@client.test');
    const at = (hour: number) => `Sun, 1 Jun 2025 ${hour.toString().padStart(2, '0')}:00:00 +0000`;
    const vera = (hour: number) => aLetter('vera@client.test', 'waits').date(at(hour)).answering('<waits@x.test>');
    await deliver(vera(8).id('<waits@x.test>').with('Auto-Submitted: auto-replied').into(channel));
    expect(await conversation('waits')).toMatchObject({ waiting_since: null, last_direction: 'inbound' });
    await deliver(vera(9).into(channel));
    await deliver(vera(10).into(channel));
    expect((await conversation('waits'))!.waiting_since).toEqual(new Date('2025-06-01T09:00:00Z'));
    await deliver(
      aLetter('sales@corp.test', 'waits')
        .to('vera@client.test')
        .date(at(11))
        .answering('<waits@x.test>')
        .sent()
        .into(channel),
    );
    expect(await conversation('waits')).toMatchObject({ waiting_since: null, last_direction: 'outbound' });
    await deliver(vera(7).into(channel));
    expect(await conversation('waits')).toMatchObject({
      waiting_since: null,
      last_at: new Date('2025-06-01T11:00:00Z'),
    });
    expect(await seen('waits')).toHaveLength(5);
  });

  it('survives what a stranger can put into a header', async () => {
    const hostile = Array.from({ length: 3_000 }, (_, n) => `<${n}-${'й'.repeat(40)}@x.test>`);
    await deliver(
      aLetter('a@x.test', 'hostile 1')
        .answering(...hostile)
        .into(channel),
      aLetter('a@x.test', 'hostile 2')
        .id(`<${'щ'.repeat(900)}@x.test>`)
        .into(channel),
      aLetter('\0"broken', 'hostile 3\0').into(channel),
      aLetter('a@x.test', 'hostile 4').into(channel),
    );
    expect(await seen('hostile %')).toHaveLength(4);
  });

  it('needs the same number of statements for one letter and for a hundred', async () => {
    const count = async (letters: number) => {
      const statements: string[] = [];
      const counting = theCapture(new Journal(new JournalRepository()), live);
      await uow.run((tx) => {
        const query = tx.query.bind(tx);
        tx.query = (sql: string, parameters?: readonly unknown[]) => {
          statements.push(sql);
          return query(sql, parameters);
        };
        return counting.store(
          tx,
          Array.from({ length: letters }, (_, n) => aLetter(`n${n}@x.test`, `count ${n}`).into(channel)),
        );
      });
      return statements.length;
    };
    const one = await count(1);
    expect(await count(100)).toBe(one);
    // One for the black list, one for what came back from their addresses.
    expect(one).toBeLessThanOrEqual(16);
  });

  describe('copies', () => {
    const rule = (target: string, address: string | null) =>
      db.query(
        `insert into core.copy_rule (id, direction, target, address, created_at) values ($1, 'both', $2, $3, '2025-05-01')`,
        [uuidv7(), target, address],
      );
    const copiesOf = (subject: string) =>
      db.query<{ recipient: string; purpose: string }>(
        `select recipient, purpose from core.delivery d join core.interaction i on i.id = d.interaction_id where i.subject = $1 order by recipient`,
        [subject],
      );
    const commands = async () =>
      (
        await db.query<{ body: { messageId: string; envelope: unknown; prependHeaders: string[] } }>(
          `select body from core.outbox where topic = 'mail.letter.send.v1' order by seq`,
        )
      ).map((row) => row.body);

    it('go out once to the archive, to who is responsible and to the head, never to the sender or to ourselves', async () => {
      const [team, boss, olena] = [uuidv7(), uuidv7(), uuidv7()];
      await db.query(`insert into core.team (id, name) values ($1, 'Sales')`, [team]);
      await db.query(
        `insert into core.employee (id, email, name, role, team_id, password_hash)
         values ($1, 'boss@corp.test', 'Boss', 'manager', $3, ''), ($2, 'olena@corp.test', 'Olena', 'employee', $3, '')`,
        [boss, olena, team],
      );
      await aCard('Copied', 'copied@client.test', { responsible: olena, team });
      await rule('address', 'archive@backup.test');
      await rule('address', 'ARCHIVE@backup.test');
      await rule('address', 'copied@client.test');
      await rule('address', 'office@corp.test');
      await rule('responsible', null);
      await rule('head', null);
      const letter = aLetter('copied@client.test', 'copied').id('<copied@client.test>');
      await deliver(letter.into(channel));
      await deliver(letter.into(channel));
      expect((await copiesOf('copied')).map((copy) => copy.recipient)).toEqual([
        'archive@backup.test',
        'boss@corp.test',
        'olena@corp.test',
      ]);
      const sent = await commands();
      expect(sent).toHaveLength(3);
      expect(sent[0]).toMatchObject({
        messageId: '<copied@client.test>',
        envelope: { from: 'sales@corp.test', to: ['archive@backup.test'] },
      });
      expect(sent[0]!.prependHeaders.slice(0, 2)).toEqual([
        'Resent-From: <sales@corp.test>',
        'Resent-To: <archive@backup.test>',
      ]);
      const mark = sent[0]!.prependHeaders.at(-1)!.replace('X-Keepline-Copy: ', '');
      expect(isOwnCopyMark(masterKey, mark)).toBe(true);

      // The copy that comes back with a footer of the archive's own is a new letter, and is not copied again.
      const back = aLetter('copied@client.test', 'footer')
        .with(`X-Keepline-Copy: ${mark}`)
        .body('text\r\n-- \r\nfooter\r\n');
      // A stranger's mark keeps nothing out of the archive.
      const forged = aLetter('copied@client.test', 'forged').with(`X-Keepline-Copy: ${mark.slice(0, -1)}x`);
      const bounce = aLetter('mailer-daemon@mx.test', 'bounced').with(
        'Content-Type: multipart/report; report-type=delivery-status',
      );
      const old = aLetter('copied@client.test', 'old')
        .date('Fri, 1 Nov 2024 12:00:00 +0000', '2024-11-01T12:00:00Z')
        .fetched();
      await deliver(back.into(channel), forged.into(channel), bounce.into(channel), old.into(channel));
      expect(await copiesOf('footer')).toEqual([]);
      expect(await copiesOf('forged')).toHaveLength(3);
      expect(await copiesOf('bounced')).toEqual([]);
      expect(await copiesOf('old')).toEqual([]);
    });

    it("never go to an address that has become a client's, however the rule spells it", async () => {
      await aCard('Wrote', 'wrote@client.test');
      await rule('address', 'archive@backup.test');
      await rule('address', 'Partner@backup.test');
      await rule('address', 'office@bücher.test');
      await deliver(aLetter('wrote@client.test', 'before').into(channel));
      await aCard('Partner', 'partner@backup.test');
      await aCard('Bücher', 'office@xn--bcher-kva.test');
      await deliver(aLetter('wrote@client.test', 'after').into(channel));
      const recipients = async (subject: string) => (await copiesOf(subject)).map(({ recipient }) => recipient);
      expect(await recipients('before')).toEqual(['archive@backup.test', 'office@bücher.test', 'partner@backup.test']);
      expect(await recipients('after')).toEqual(['archive@backup.test']);
    });
  });
});
