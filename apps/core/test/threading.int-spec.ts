import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ConversationId } from '#libs/contracts';
import type { UnitOfWork } from '#libs/database';
import { aDatabase, aLetter, type LetterBuilder, type TestDatabase } from '#libs/testing';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import type { CaptureService } from '../src/conversations/capture/capture.service.js';
import { LiveEvents } from '../src/realtime/live-events.js';
import { theCapture } from './the-capture.js';

interface Seen {
  subject: string;
  client: string | null;
  conversation: ConversationId | null;
  flags: string[];
  sightings: number;
}

describe('which conversation a letter belongs to', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  let capture: CaptureService;
  const sales = uuidv7() as ChannelId;
  const support = uuidv7() as ChannelId;

  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
    for (const [id, address] of [
      [sales, 'sales@corp.test'],
      [support, 'support@corp.test'],
    ])
      await db.query(`insert into core.channel (id, medium, name, address) values ($1, 'email', $2, $2)`, [
        id,
        address,
      ]);
    capture = theCapture(new Journal(new JournalRepository()), new LiveEvents());
  });
  afterAll(() => db.close());

  const deliver = (...letters: LetterBuilder[]) =>
    uow.run((tx) =>
      capture.store(
        tx,
        letters.map((letter) => letter.into(sales)),
      ),
    );
  const aCard = async (name: string, email: string): Promise<ClientId> => {
    const id = uuidv7() as ClientId;
    await db.query(`insert into core.client (id, kind, name) values ($1, 'person', $2)`, [id, name]);
    await db.query(`insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'email', $3)`, [
      ...[uuidv7(), id, email],
    ]);
    return id;
  };
  const seen = (like: string) =>
    db.query<Seen>(
      `select subject, c.name as client, conversation_id as conversation, flags,
         (select count(*)::int from core.sighting s where s.interaction_id = i.id) as sightings
       from core.interaction i left join core.client c on c.id = i.client_id where subject ilike $1 order by i.id`,
      [like],
    );
  const from = (address: string, subject: string) => aLetter(address, subject);
  const may = (day: number) => `${day} May 2025 10:00:00 +0000`;

  it('finds what an answer without threading fields answers by its subject, within thirty days', async () => {
    await aCard('Ada', 'ada@client.test');
    await deliver(from('ada@client.test', 'Prices').date(may(8)));
    await deliver(from('ada@client.test', 'RE: prices').date(may(20)));
    await deliver(from('ada@client.test', 'Prices').date(may(21)));
    await deliver(
      from('ada@client.test', 'Отв: Prices').date('Mon, 30 Jun 2025 10:00:00 +0000', '2025-06-30T10:00:00Z'),
    );
    const [asked, answered, anew, late] = await seen('%prices');
    expect(answered!.conversation).toBe(asked!.conversation);
    expect(anew!.conversation).not.toBe(asked!.conversation);
    expect([asked!.conversation, anew!.conversation]).not.toContain(late!.conversation);
  });

  it('finds it in one batch as well, and for somebody who has no card', async () => {
    await deliver(from('new@x.test', 'Question'), from('new@x.test', 'Re: Question'));
    await deliver(from('new@x.test', 'Re[2]: question'));
    const letters = await seen('%question');
    expect(letters.map(({ client }) => client)).toEqual([null, null, null]);
    expect(new Set(letters.map(({ conversation }) => conversation)).size).toBe(1);
  });

  it('never crosses from one client to another by a subject, nor from one stranger to another', async () => {
    await aCard('Boris', 'boris@client.test');
    await aCard('Eve', 'eve@rival.test');
    await deliver(from('boris@client.test', 'Contract'));
    await deliver(from('eve@rival.test', 'Re: Contract'), from('who@x.test', 'Re: Contract'));
    const [his, hers, strangers] = await seen('%contract');
    expect([hers!.client, strangers!.client]).toEqual(['Eve', null]);
    expect(new Set([his!.conversation, hers!.conversation, strangers!.conversation]).size).toBe(3);
  });

  it('of one card another person’s answer begins a conversation of its own', async () => {
    const firm = await aCard('Firm', 'one@firm.test');
    await db.query(
      `insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'email', 'two@firm.test')`,
      [...[uuidv7(), firm]],
    );
    await deliver(from('one@firm.test', 'Order'));
    await deliver(from('two@firm.test', 'Re: Order'));
    const [first, second] = await seen('%order');
    expect([second!.client, second!.conversation === first!.conversation]).toEqual(['Firm', false]);
  });

  it('follows Outlook’s thread, and not into another client’s', async () => {
    await aCard('Galina', 'galina@client.test');
    await aCard('Rival', 'rival@other.test');
    const root = '01d9a1b2c3d400112233445566778899aabbccddeeff';
    const index = (hex: string) => `Thread-Index: ${Buffer.from(hex, 'hex').toString('base64')}`;
    await deliver(from('galina@client.test', 'outlook 1').with(index(root)));
    await deliver(from('galina@client.test', 'outlook 2').with(index(`${root}0000012345`)));
    await deliver(from('rival@other.test', 'outlook 3').with(index(`${root}0000012346`)));
    const [first, second, third] = await seen('outlook %');
    expect([second!.conversation, third!.client]).toEqual([first!.conversation, 'Rival']);
    expect(third!.conversation).not.toBe(first!.conversation);
  });

  it('keeps the same letter to several of our mailboxes once: To, Cc and Bcc, at once and one after the other', async () => {
    await aCard('Vera', 'vera@client.test');
    const bytes = (trace: string) =>
      from('vera@client.test', 'to both')
        .id('<both@client.test>')
        .to('sales@corp.test')
        .with('Cc: support@corp.test')
        .with(trace);
    const hidden = (trace: string) => from('vera@client.test', 'to both, hidden').id('<bcc@client.test>').with(trace);
    await uow.run((tx) =>
      capture.store(tx, [
        bytes('Delivered-To: sales@corp.test').into(sales),
        bytes('Delivered-To: support@corp.test').into(support),
      ]),
    );
    await uow.run((tx) => capture.store(tx, [hidden('Received: from a').into(sales)]));
    await uow.run((tx) => capture.store(tx, [hidden('Received: from b').into(support)]));
    const letters = await seen('to both%');
    expect(letters.map(({ subject, sightings }) => [subject, sightings])).toEqual([
      ['to both', 2],
      ['to both, hidden', 2],
    ]);
  });

  it('is not confused by chains that are endless, or lead back to where they began', async () => {
    await aCard('Hostile', 'hostile@client.test');
    const ids = Array.from({ length: 10_000 }, (_, n) => `<chain-${n}@x.test>`);
    const started = performance.now();
    await deliver(from('hostile@client.test', 'chain 1').id('<a@x.test>').answering('<b@x.test>', '<a@x.test>'));
    await deliver(from('hostile@client.test', 'chain 2').id('<b@x.test>').answering('<a@x.test>', '<b@x.test>'));
    await deliver(from('hostile@client.test', 'chain 3').id('<c@x.test>').answering('<c@x.test>'));
    await deliver(from('hostile@client.test', 'chain 4').answering(...ids));
    expect(performance.now() - started).toBeLessThan(10_000);
    const [one, two, three, four] = await seen('chain %');
    expect(two!.conversation).toBe(one!.conversation);
    expect(new Set([one!.conversation, three!.conversation, four!.conversation]).size).toBe(3);
  });

  it('a borrowed Message-ID with other words is another letter, and opens nobody’s conversation to its writer', async () => {
    await aCard('Olena', 'olena@client.test');
    await aCard('Thief', 'thief@other.test');
    await deliver(from('olena@client.test', 'borrowed 1').id('<mine@client.test>'));
    await deliver(from('thief@other.test', 'borrowed 2').id('<mine@client.test>').body('other words\r\n'));
    await deliver(from('thief@other.test', 'borrowed 3').answering('<mine@client.test>'));
    await deliver(from('olena@client.test', 'borrowed 4').answering('<mine@client.test>'));
    const [hers, theft, follows, goesOn] = await seen('borrowed %');
    expect([theft!.client, theft!.flags]).toEqual(['Thief', ['message-id-collision']]);
    expect([follows!.client, goesOn!.client]).toEqual(['Thief', 'Olena']);
    expect([theft!.conversation, follows!.conversation]).not.toContain(hers!.conversation);
    expect(goesOn!.conversation).toBe(hers!.conversation);
  });

  it('takes no token that nobody gave, and none on an address that is not ours', async () => {
    await aCard('Token', 'token@client.test');
    await deliver(from('token@client.test', 'forged 1'));
    const [{ token }] = (await db.query<{ token: string }>(
      `select token from core.conversation where subject = 'forged 1'`,
    )) as [{ token: string }];
    const made = token.replace(/./g, 'b');
    await deliver(
      from('who@x.test', 'forged 2').to(`sales+c${made}@corp.test`),
      from('who@x.test', 'forged 3').to(`sales+c${token}@elsewhere.test`),
      from('who@x.test', 'forged 4').with(`Envelope-To: sales+c${token}@corp.test`),
    );
    const [first, ...others] = await seen('forged %');
    expect(others.map(({ client }) => client)).toEqual([null, null, 'Token']);
    expect(others[2]!.conversation).toBe(first!.conversation);
  });

  it('goes after a conversation that was put elsewhere while the letter was on its way', async () => {
    const [here, there] = [await aCard('Here', 'here@client.test'), await aCard('There', 'there@client.test')];
    await deliver(from('here@client.test', 'on its way 1').id('<way@client.test>'));
    const [{ id }] = (await db.query<{ id: string }>(
      `select conversation_id as id from core.interaction where subject = 'on its way 1'`,
    )) as [{ id: string }];
    await uow.run(async (tx) => {
      const query = tx.query.bind(tx);
      tx.query = async <T>(sql: string, parameters?: readonly unknown[]) => {
        // Between the look at where it belongs and the letter's own row somebody moves the conversation.
        if (sql.includes('insert into interaction ('))
          await db.query(`update core.conversation set client_id = $2 where id = $1`, [id, there]);
        return query<T>(sql, parameters);
      };
      await capture.store(tx, [from('here@client.test', 'on its way 2').answering('<way@client.test>').into(sales)]);
    });
    const [row] = await db.query(
      `select i.client_id as card, i.conversation_id as conversation from core.interaction i where subject = 'on its way 2'`,
    );
    expect(row).toEqual({ card: there, conversation: id });
    expect(here).not.toBe(there);
  });
});
