import { readSettings } from '#libs/config';
import { DnsWorld } from '../../../test/peers/dns-world.js';
import { Dns } from '../src/accounts/domains/dns.js';
import { DomainLook } from '../src/accounts/domains/domain-look.js';
import { ServerDiscovery } from '../src/accounts/domains/server-discovery.js';

let world: DnsWorld;
let discovery: ServerDiscovery;
let look: DomainLook;

beforeEach(async () => {
  world = new DnsWorld();
  const dns = new Dns(readSettings({ KEEPLINE_DNS_SERVERS: await world.listen() }));
  [discovery, look] = [new ServerDiscovery(dns), new DomainLook(dns)];
});
afterEach(() => world.close());

describe('where a mailbox of an address is', () => {
  it.each([
    ['gmail', 'aspmx.l.google.com'],
    ['gmail', 'smtp.google.com'],
    ['microsoft', 'company-test.mail.protection.outlook.com'],
    ['yandex', 'mx.yandex.net'],
    ['mailru', 'emx.mail.ru'],
    ['ukrnet', 'mxs.ukr.net'],
    [null, 'mx.company.test'],
    [null, 'aspmx.l.google.com.evil.test'],
  ])('is known to be %s where its domain’s letters go to %s', async (provider, exchange) => {
    world.say('company.test', {
      MX: [
        [20, 'backup.else.test'],
        [5, exchange],
      ],
    });
    expect((await discovery.discover('Info@Company.test')).provider).toBe(provider);
  });

  it('is what the domain says, the best first, with TLS before STARTTLS (RFC 6186, RFC 8314)', async () => {
    world.say('_imaps._tcp.company.test', {
      SRV: [
        [10, 5, 1993, 'second.company.test'],
        [1, 5, 993, 'Imap.company.test'],
      ],
    });
    world.say('_imap._tcp.company.test', { SRV: [[0, 0, 143, 'plain.company.test']] });
    world.say('_submission._tcp.company.test', { SRV: [[0, 0, 587, 'smtp.company.test']] });
    expect(await discovery.discover('info@company.test')).toEqual({
      provider: null,
      imap: { host: 'imap.company.test', port: 993, security: 'tls' },
      smtp: { host: 'smtp.company.test', port: 587, security: 'starttls' },
    });
  });

  it('is nowhere where the domain says so, says nothing, or is none', async () => {
    world.say('_imaps._tcp.company.test', { SRV: [[0, 0, 0, '.']] });
    const nothing = { provider: null, imap: null, smtp: null };
    for (const address of ['info@company.test', 'info@unknown.test', 'info@', 'nobody'])
      expect(await discovery.discover(address)).toEqual(nothing);
  });

  it('cannot be told while nobody answers, and nobody waits long for that', async () => {
    world.silent = true;
    const began = performance.now();
    await expect(discovery.discover('info@company.test')).rejects.toMatchObject({ code: 'dns.away' });
    expect(performance.now() - began).toBeLessThan(9_000);
  });
});

describe('what a domain says of its mail', () => {
  it('is read as it stands, through includes, redirects and hosts', async () => {
    world.say('company.test', {
      MX: [[10, 'MX.company.test']],
      TXT: ['something else', ['v=spf1 mx include:one.test ', 'redirect=two.test']],
      A: ['192.0.2.1'],
    });
    world.say('mx.company.test', { A: ['192.0.2.9'] });
    world.say('one.test', { TXT: ['v=spf1 ip4:198.51.100.0/24 -ip4:203.0.113.7 ~all'] });
    world.say('two.test', { TXT: ['v=spf1 a:relay.company.test/28 ip6:2001:db8::/32 -all'] });
    world.say('relay.company.test', { A: ['203.0.113.20'] });
    world.say('_dmarc.company.test', { TXT: ['v=DMARC1; p=none'] });
    world.say('k1._domainkey.company.test', { TXT: [['v=DKIM1; k=rsa; p=MII', 'BIj']] });
    const senders = ['mx.company.test', '198.51.100.77', 'relay.company.test', '203.0.113.7', '127.0.0.1', 'gone.test'];
    expect(await look.look('company.test', ['k1', 'k2'], senders)).toEqual({
      mx: [{ exchange: 'mx.company.test', priority: 10 }],
      spf: {
        records: ['v=spf1 mx include:one.test redirect=two.test'],
        lookups: 4,
        includes: ['one.test', 'two.test'],
      },
      dmarc: { records: ['v=DMARC1; p=none'], at: 'company.test' },
      dkim: [
        { selector: 'k1', records: ['v=DKIM1; k=rsa; p=MIIBIj'] },
        { selector: 'k2', records: [] },
      ],
      senders: [true, true, true, false, null, null].map((allowed, i) => ({ host: senders[i], allowed })),
    });
  });

  it('finds the policy of the parent, and goes round in no circle', async () => {
    world.say('mail.company.test', { TXT: ['v=spf1 include:mail.company.test include:deep.test -all'] });
    world.say('deep.test', { TXT: ['v=spf1 include:mail.company.test exists:%{i}.deep.test -all'] });
    world.say('_dmarc.company.test', { TXT: ['v=DMARC1; p=reject'] });
    const said = await look.look('mail.company.test', [], []);
    expect(said.dmarc).toEqual({ records: ['v=DMARC1; p=reject'], at: 'company.test' });
    // mail, deep, mail again, exists; then deep once more, which is known.
    expect(said.spf?.lookups).toBe(6);
    expect(said.spf?.includes).toHaveLength(5);
  });

  it('is unknown, and not missing, while nobody answers', async () => {
    world.silent = true;
    expect(await look.look('company.test', ['k1'], ['relay.company.test'])).toEqual({
      ...{ mx: null, spf: null, dmarc: null, dkim: [{ selector: 'k1', records: null }] },
      senders: [{ host: 'relay.company.test', allowed: null }],
    });
  });
});
