import { eventually } from '#libs/testing';
import { MailProgram } from '../peers/mail-program.js';
import { sendInto } from '../peers/smtp-world.js';
import { openDatabaseOf } from '../product/product-database.js';
import { aMailProgramOffice, type MailProgramOffice } from './mail-program-office.js';

const from = 'anna@company.test';
const clients = Array.from({ length: 500 }, (_, n) => `client${n}@client.test`);
/** RFC 5321, 4.5.3.1.8: as many as every server must take. */
const taken = 100;

const letter = (subject: string, to: readonly string[]) =>
  [
    ...[`From: Anna <${from}>`, `To: ${to.join(',\r\n ')}`, `Subject: ${subject}`],
    ...['Date: Fri, 27 Nov 2026 09:12:40 +0200', `Message-ID: <${subject}@anna-laptop>`, '', 'Good day.', ''],
  ].join('\r\n');

describe('a letter of a mail program with five hundred recipients', () => {
  let office: MailProgramOffice;
  let program: MailProgram;
  let cards: ReadonlyMap<string, string>;

  beforeAll(async () => {
    office = await aMailProgramOffice();
    const { owner, responsibleId } = office;
    const made: [string, string][] = [];
    for (let n = 0; n < clients.length; n += 10)
      await Promise.all(
        clients
          .slice(n, n + 10)
          .map(async (one) => made.push([one, (await owner.newClient(one, one, { responsibleId })).id])),
      );
    cards = new Map(made);
    const { port, ...account } = office.startTls;
    program = await MailProgram.open(port, account);
  }, 180_000);

  afterAll(async () => {
    program?.quit();
    await office?.close();
  });

  /** By subject: recipient → the clients whom their letter names. */
  const arrived = (subject: string) =>
    office
      .taken(subject)
      .flatMap(({ to, source }) =>
        to.map((one) => [one, [...new Set(source.toString().match(/[a-z0-9.]+@client\.test/g))]] as const),
      );

  it('goes to the first hundred; the others are to come again, come, and every client reads a letter of their own', async () => {
    let left: readonly string[] = clients;
    for (const still of [400, 300, 200, 100, 0]) {
      const refused = await program.offer({ from, to: left }, letter('Prices', clients));
      expect(refused).toHaveLength(still);
      for (const { response } of refused) expect(response).toMatch(/^452 4\.5\.3 /);
      expect(refused.map(({ recipient }) => recipient)).toEqual(left.slice(taken));
      left = refused.map(({ recipient }) => recipient);
    }
    await eventually(() => expect(arrived('Prices')).toHaveLength(clients.length), { withinMs: 60_000 });
    expect(new Map(arrived('Prices'))).toEqual(new Map(clients.map((one) => [one, [one]])));
    const database = await openDatabaseOf(office.product.dataDir);
    try {
      const { rows } = await database.query(
        `select count(*)::int as letters, count(distinct client_id)::int as cards, count(distinct conversation_id)::int as conversations
           from core.interaction where direction = 'outbound'`,
      );
      expect(rows).toEqual([{ letters: 500, cards: 500, conversations: 500 }]);
    } finally {
      await database.end();
    }
  });

  it('is answered by each on their own card, also where two were written to under one Message-ID', async () => {
    const [one, other] = [clients[0]!, clients[taken]!];
    for (const client of [one, other]) {
      const { source } = office.taken('Prices').find(({ to }) => to[0] === client)!;
      const id = /^Message-ID: (.*)$/im.exec(source.toString())![1]!.trim();
      const answer = [
        `From: ${client}`,
        'To: office@company.test',
        'Subject: Re: Prices',
        `In-Reply-To: ${id}`,
        '',
        'Yes.',
        '',
      ];
      await sendInto(office.product.smtpPort, Buffer.from(answer.join('\r\n')), {
        from: client,
        to: 'office@company.test',
      });
    }
    await eventually(async () => {
      for (const client of [one, other]) {
        const { items } = await office.anna.get<{ items: { subject: string; conversationId: string }[] }>(
          `/clients/${cards.get(client)}/timeline`,
        );
        expect(items.map(({ subject }) => subject)).toEqual(['Re: Prices', 'Prices']);
        expect(new Set(items.map(({ conversationId }) => conversationId)).size).toBe(1);
      }
    });
  });

  it('goes to nobody where the policy refuses one of them', async () => {
    const policy = await office.owner.get<object>('/submission-policy');
    await office.owner.put('/submission-policy', { ...policy, strangers: 'refuse' });
    const to = [...clients.slice(0, 50), 'eve@new.test', ...clients.slice(50)];
    await expect(program.offer({ from, to }, letter('Refused', to))).rejects.toThrow(
      /550 5\.7\.1 <eve@new\.test> is no address of your clients/,
    );
    await program.send({ from, to: [clients[0]!] }, letter('Afterwards', [clients[0]!]));
    await eventually(() => expect(arrived('Afterwards')).toHaveLength(1), { withinMs: 20_000 });
    expect(arrived('Refused')).toEqual([]);
  });
});
