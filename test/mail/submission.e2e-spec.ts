import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView, UnplacedView } from '../../apps/core/src/conversations/interaction.view.js';
import { describeWith } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { aMailProgramOffice, type MailProgramOffice } from './mail-program-office.js';
import { byCurl, bySwaks, machine } from './mail-programs.js';

interface List<T> {
  items: T[];
}

const soon = { withinMs: 20_000 };
/** Everything that would tell a client of the employee behind the company. */
const telltale = new RegExp(
  `${machine}|house\\.local|swaks|thunderbird|private\\.example|192\\.168\\.|^received:`,
  'im',
);

describeWith(['swaks', 'curl'], 'mail programs of an employee', () => {
  let office: MailProgramOffice;
  let owner: ApiUser;
  let anna: ApiUser;
  let ada: ClientView;
  let bob: ClientView;

  beforeAll(async () => {
    office = await aMailProgramOffice();
    ({ owner, anna, ada } = office);
    await owner.post('/copy-rules', { direction: 'outbound', target: 'address', address: 'archive@company.test' });
    bob = await owner.newClient('Bob', 'bob@rival.test', { responsibleId: office.responsibleId });
  }, 180_000);

  afterAll(() => office?.close());

  const timeline = async ({ id }: ClientView) =>
    (await anna.get<List<InteractionView>>(`/clients/${id}/timeline`)).items;

  it('swaks by STARTTLS: the client reads the company alone, the card and the archive have it', async () => {
    const body = 'Good day, the offer is attached.';
    await bySwaks(office.startTls, { from: 'anna@company.test', to: ['ada@client.test'], subject: 'Offer', body });
    await eventually(
      () =>
        expect(
          office
            .taken('Offer')
            .flatMap(({ to }) => to)
            .sort(),
        ).toEqual(['ada@client.test', 'archive@company.test']),
      soon,
    );
    const { source, from } = office.taken('Offer').find(({ to }) => to[0] === 'ada@client.test')!;
    expect(from).toBe('office@company.test');
    expect(source.toString()).not.toMatch(telltale);
    const letter = await simpleParser(source);
    expect(letter.from?.value).toMatchObject([{ address: 'office@company.test' }]);
    expect(letter.from?.value[0]?.name).toMatch(/^Anna Kovalenko, /);
    expect(letter.replyTo?.value[0]?.address).toMatch(/^office\+c[a-z0-9]{22}@company\.test$/);
    expect(letter.text).toContain(body);
    await eventually(async () => {
      const [line] = await timeline(ada);
      expect(line).toMatchObject({ direction: 'outbound', subject: 'Offer', status: 'sent', flags: ['mail-program'] });
      expect(line!.text).toContain(body);
    }, soon);
  });

  it('curl by TLS from the first byte, with a letter of Thunderbird to two clients and one in Bcc', async () => {
    const letter = [
      `Received: from ${machine} (192.168.0.7)`,
      'From: Anna <anna@company.test>',
      'To: Ada Lovelace <ada@client.test>',
      'Cc: Bob <bob@rival.test>',
      'Bcc: Eve <eve@new.test>',
      'Subject: Prices',
      'Date: Fri, 27 Nov 2026 09:12:40 +0200',
      `Message-ID: <prices.1@${machine}>`,
      'User-Agent: Mozilla Thunderbird',
      'Autocrypt: addr=anna@private.example; keydata=AAAA',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Новые цены.',
      '.',
      '',
    ].join('\r\n');
    const to = ['ada@client.test', 'bob@rival.test', 'eve@new.test'];
    await byCurl(office.tls, {
      from: 'anna@company.test',
      to,
      letter,
      file: join(office.product.dataDir, 'prices.eml'),
    });
    await eventually(
      () => expect(office.taken('Prices').filter(({ to: [one] }) => to.includes(one!))).toHaveLength(3),
      soon,
    );
    for (const address of to) {
      const [mine] = office.taken('Prices').filter((one) => one.to[0] === address);
      const raw = mine!.source.toString();
      expect(raw).not.toMatch(telltale);
      expect(to.filter((other) => raw.includes(other))).toEqual([address]);
      expect(raw.slice(raw.indexOf('\r\n\r\n') + 4)).toBe('Новые цены.\r\n.\r\n');
    }
    await eventually(async () => {
      expect((await timeline(ada)).map(({ subject }) => subject)).toContain('Prices');
      expect((await timeline(bob)).map(({ subject }) => subject)).toEqual(['Prices']);
      expect((await owner.get<List<UnplacedView>>('/unplaced')).items).toHaveLength(1);
    }, soon);
  });

  it('are told what to do where a letter is not taken, and nothing goes', async () => {
    const policy = await owner.get<object>('/submission-policy');
    await owner.put('/submission-policy', { ...policy, strangers: 'refuse' });
    const sent = bySwaks(office.startTls, {
      ...{ from: 'anna@company.test', to: ['ada@client.test', 'stranger@new.test'], subject: 'Refused', body: 'x' },
    });
    await expect(sent).rejects.toThrow(/550 5\.7\.1 <stranger@new\.test> is no address of your clients/);
    const forged = bySwaks(office.startTls, {
      ...{ from: 'boris@company.test', to: ['ada@client.test'], subject: 'Refused', body: 'x' },
    });
    await expect(forged).rejects.toThrow(/550 5\.7\.1 /);
    const wrong = bySwaks(
      { ...office.startTls, password: 'aaaa-bbbb-cccc-dddd-eeee-ffff' },
      { from: 'anna@company.test', to: ['ada@client.test'], subject: 'Refused', body: 'x' },
    );
    await expect(wrong).rejects.toThrow(/535 5\.7\.8 /);
    expect(office.taken('Refused')).toEqual([]);
  });

  it('end with their password', async () => {
    const { items } = await anna.get<List<{ id: string; lastUsedFrom: string }>>('/me/mail-passwords');
    expect(items).toMatchObject([{ lastUsedFrom: '127.0.0.1' }]);
    expect((await anna.ask('DELETE', `/me/mail-passwords/${items[0]!.id}`)).status).toBe(204);
    const sent = bySwaks(office.startTls, {
      ...{ from: 'anna@company.test', to: ['ada@client.test'], subject: 'Refused', body: 'x' },
    });
    await expect(sent).rejects.toThrow(/535 5\.7\.8 /);
  });
});
