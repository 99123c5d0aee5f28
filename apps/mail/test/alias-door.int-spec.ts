import { judgeAliasLetter, lookAlias, type ChannelId, type RequestOf } from '#libs/contracts';
import { EmbeddedBus } from '#libs/messaging';
import { silentLogger } from '#libs/testing';
import { aLetter } from '../../../test/peers/letters.js';
import { sendInto } from '../../../test/peers/smtp-world.js';
import { AliasDoor } from '../src/receiving/smtp/alias-door.js';
import { findCertificate } from '../src/receiving/smtp/certificate.js';
import { CorporateAddresses } from '../src/receiving/smtp/corporate-addresses.js';
import { SmtpReceiver, usualReceiverLimits } from '../src/receiving/smtp/smtp-receiver.js';
import { MailHouse } from './mail-house.js';

const live = 'client-bcdfghjkmnpqrstvwxz234@corp.test';
const fetched = 'sales+client-bcdfghjkmnpqrstvwxz235@corp.test';
const dead = 'client-bcdfghjkmnpqrstvwxz236@corp.test';

/** What the names of this world say. */
const names: Readonly<Record<string, string>> = {
  'home.test': 'v=spf1 ip4:127.0.0.1 -all',
  '_dmarc.home.test': 'v=DMARC1; p=reject',
  'strict.test': 'v=spf1 ip4:192.0.2.1 -all',
  '_dmarc.strict.test': 'v=DMARC1; p=quarantine',
};

describe('a letter to an address that stands for a client', () => {
  let house: MailHouse;
  let receiver: SmtpReceiver;
  let port: number;
  let sales: ChannelId;
  let bus: EmbeddedBus;
  let judged: RequestOf<typeof judgeAliasLetter>[];
  let away: boolean;

  beforeAll(async () => {
    house = await MailHouse.open();
    bus = new EmbeddedBus(silentLogger());
    // The core role as the mail role sees it: two asks.
    await bus.attach({
      role: 'core',
      consumers: [],
      answerers: [
        {
          contract: lookAlias,
          answer: (request: unknown) => {
            if (away) return Promise.reject(new Error('away'));
            const { addresses } = request as RequestOf<typeof lookAlias>;
            const is = (address: string) =>
              [live, fetched].includes(address) ? 'live' : address === dead ? 'dead' : 'unknown';
            return Promise.resolve({ aliases: addresses.map((address) => ({ address, is: is(address) })) });
          },
        },
        {
          contract: judgeAliasLetter,
          answer: (request: unknown) => {
            const letter = request as RequestOf<typeof judgeAliasLetter>;
            judged.push(letter);
            const refused = letter.aliases.includes(dead);
            return Promise.resolve({
              verdict: refused ? 'refused' : 'taken',
              code: refused ? 'reach.alias-dead' : null,
            });
          },
        },
      ],
    });
    const addresses = new CorporateAddresses();
    sales = await house.aMailbox();
    addresses.replace([{ channelId: sales, enabled: true, settings: { address: 'sales@corp.test', aliases: [] } }]);
    const aliases = new AliasDoor(bus, house.evidence, addresses);
    aliases.resolver = (name, type) => {
      const text = type === 'TXT' ? names[name.toLowerCase()] : undefined;
      return text === undefined
        ? Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
        : Promise.resolve([[text]]);
    };
    receiver = new SmtpReceiver({
      capture: house.capture(),
      ...{ addresses, aliases, hostName: 'mx.corp.test', log: silentLogger(), limits: usualReceiverLimits },
      certificate: await findCertificate({
        dataDir: house.dataDir,
        smtp: { tls: null },
      }),
    });
    port = await receiver.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await receiver.close();
    await bus.close();
    await house.close();
  });
  beforeEach(async () => {
    judged = [];
    away = false;
    await house.db.query('delete from mail.outbox');
  });

  const from = (address: string) => aLetter().from(address).bytes();

  it('is evidence and judged before its 250, with what its domain says of it, and no letter to the company', async () => {
    const letter = from('anna@home.test');
    await sendInto(port, letter, { from: 'anna@home.test', to: [live, fetched] });
    expect(judged).toMatchObject([
      {
        ...{ aliases: [live, fetched], envelopeFrom: 'anna@home.test' },
        header: { from: [{ address: 'anna@home.test' }] },
        authentication: { spf: 'pass', dkim: 'none', dmarc: 'pass', policy: 'reject' },
      },
    ]);
    expect(await house.evidence.read(judged[0]!.evidence.sha256, 100_000)).toEqual(letter);
    expect(await house.received(sales)).toEqual([]);
  });

  it('tells core when the domain disowns it, and when nothing is known', async () => {
    await sendInto(port, from('anna@strict.test'), { from: 'anna@strict.test', to: live });
    await sendInto(port, from('anna@unheard.test'), { from: 'anna@unheard.test', to: live });
    expect(judged.map(({ authentication }) => authentication)).toEqual([
      { spf: 'fail', dkim: 'none', dmarc: 'fail', policy: 'quarantine' },
      { spf: 'none', dkim: 'none', dmarc: 'none', policy: null },
    ]);
  });

  it('is refused at once where there never was one, and after it was kept where it is dead', async () => {
    const unknown = 'client-bcdfghjkmnpqrstvwxz237@corp.test';
    const to = (address: string) => sendInto(port, from('anna@home.test'), { from: 'anna@home.test', to: address });
    await expect(to(unknown)).rejects.toMatchObject({ responseCode: 550, command: 'RCPT TO' });
    await expect(to('client-bcdfghjkmnpqrstvwxz234@elsewhere.test')).rejects.toMatchObject({ responseCode: 550 });
    expect(judged).toEqual([]);
    await expect(to(dead)).rejects.toMatchObject({
      ...{ responseCode: 550, command: 'DATA' },
      response: expect.stringContaining('somebody else looks after the client') as string,
    });
    expect(judged).toHaveLength(1);
  });

  it('goes to the company too where it is meant for it, and an unknown plus-address is the mailbox’s', async () => {
    await sendInto(port, from('anna@home.test'), { from: 'anna@home.test', to: [live, 'sales@corp.test'] });
    await sendInto(port, from('anna@home.test'), {
      ...{ from: 'anna@home.test', to: 'sales+client-bcdfghjkmnpqrstvwxz238@corp.test' },
    });
    expect((await house.received(sales)).map(({ envelope }) => envelope!.to)).toEqual([
      ['sales@corp.test'],
      ['sales+client-bcdfghjkmnpqrstvwxz238@corp.test'],
    ]);
    expect(judged).toHaveLength(1);
  });

  it('stays with its sender while core is away', async () => {
    away = true;
    await expect(sendInto(port, from('anna@home.test'), { from: 'anna@home.test', to: live })).rejects.toMatchObject({
      responseCode: 451,
    });
  });
});
