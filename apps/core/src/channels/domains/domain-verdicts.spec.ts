import type { DomainFacts, MailboxSettings } from '#libs/contracts';
import { domainsOf, type CompanyDomain } from './company-domains.js';
import { publishes, selectorsOf, verdictsOf, type PublishedKey } from './domain-verdicts.js';

const domain = (change: Partial<CompanyDomain> = {}): CompanyDomain => ({
  ...{ domain: 'company.test', senders: [], providers: [], signs: false, receivesHere: false },
  ...change,
});
const facts = (change: Partial<DomainFacts> = {}): DomainFacts => ({
  mx: [{ exchange: 'mx.company.test', priority: 10 }],
  spf: { records: ['v=spf1 mx -all'], lookups: 1, includes: [] },
  dmarc: { records: ['v=DMARC1; p=reject'], at: 'company.test' },
  dkim: [],
  senders: [],
  ...change,
});
const key: PublishedKey = { selector: 'k1', state: 'active', publicKey: 'MIIB' };
const of = (
  what: string,
  about: CompanyDomain,
  said: DomainFacts,
  keys: PublishedKey[] = [],
  receiver: string | null = null,
) => {
  const { verdict, code, add } = verdictsOf(about, said, keys, receiver).find((one) => one.what === what)!;
  return [verdict, code, add?.value ?? null];
};
const spf = (record: string, more: Partial<NonNullable<DomainFacts['spf']>> = {}) =>
  facts({ spf: { records: [record], lookups: 1, includes: [], ...more } });

describe('what a domain says of its mail', () => {
  it('is well where all four stand', () => {
    const about = domain({ signs: true, senders: ['smtp.company.test'] });
    const said = facts({
      dkim: [{ selector: 'k1', records: ['v=DKIM1; k=rsa; p=MI IB'] }],
      senders: [{ host: 'smtp.company.test', allowed: true }],
    });
    expect(verdictsOf(about, said, [key], null).map(({ verdict, code }) => [verdict, code])).toEqual([
      ['ok', 'mx.ok'],
      ['ok', 'spf.ok'],
      ['ok', 'dkim.ok'],
      ['ok', 'dmarc.ok'],
    ]);
  });

  it('is unknown, and not bad, where nobody could be asked', () => {
    const said = facts({ mx: null, spf: null, dmarc: null, dkim: [{ selector: 'k1', records: null }] });
    expect(verdictsOf(domain({ signs: true }), said, [key], null).map(({ verdict }) => verdict)).toEqual([
      ...['unknown', 'unknown', 'unknown', 'unknown'],
    ]);
  });

  it('SPF: names who may send, once, within ten lookups, and ends', () => {
    const google = domain({ providers: ['gmail'] });
    expect(of('spf', google, facts({ spf: { records: [], lookups: 0, includes: [] } }))).toEqual([
      ...['bad', 'spf.missing', 'v=spf1 include:_spf.google.com ~all'],
    ]);
    expect(of('spf', google, spf('v=spf1 a mx -all'))).toEqual([
      ...['bad', 'spf.lacks-sender', 'v=spf1 a mx include:_spf.google.com -all'],
    ]);
    expect(of('spf', google, spf('v=spf1 include:_spf.google.com -all', { includes: ['_spf.google.com'] }))[1]).toBe(
      'spf.ok',
    );
    const own = domain({ senders: ['relay.company.test'] });
    const refused = { senders: [{ host: 'relay.company.test', allowed: false }] };
    expect(of('spf', own, facts(refused))).toEqual(['bad', 'spf.lacks-sender', 'v=spf1 mx a:relay.company.test -all']);
    // An address that only we see says nothing of what the world sees.
    expect(of('spf', own, facts({ senders: [{ host: 'relay.company.test', allowed: null }] }))[1]).toBe('spf.ok');
    expect(
      of('spf', domain(), facts({ spf: { records: ['v=spf1 -all', 'v=spf1 mx -all'], lookups: 0, includes: [] } }))[1],
    ).toBe('spf.many');
    expect(of('spf', domain(), spf('v=spf1 mx +all'))).toEqual(['bad', 'spf.open', 'v=spf1 mx ~all']);
    expect(of('spf', domain(), spf('v=spf1 mx -all', { lookups: 11 }))[1]).toBe('spf.too-many-lookups');
    expect(of('spf', domain(), spf('v=spf1 mx'))).toEqual(['warn', 'spf.no-end', 'v=spf1 mx ~all']);
    expect(of('spf', domain(), spf('v=spf1 redirect=_spf.else.test'))[1]).toBe('spf.ok');
  });

  it('DKIM: the key that letters are signed with is the one that is published', () => {
    const signs = domain({ signs: true });
    const said = (records: string[]) => facts({ dkim: [{ selector: 'k1', records }] });
    expect(of('dkim', signs, facts())[1]).toBe('dkim.no-key');
    expect(of('dkim', signs, said([]), [key])).toEqual(['bad', 'dkim.missing', 'v=DKIM1; k=rsa; p=MIIB']);
    expect(of('dkim', signs, said(['v=DKIM1; p=MIIBother']), [key])[1]).toBe('dkim.differs');
    const made = { ...key, state: 'made' } as const;
    expect(of('dkim', signs, said([]), [made])).toEqual(['warn', 'dkim.to-publish', 'v=DKIM1; k=rsa; p=MIIB']);
    // It was made after the last look.
    expect(of('dkim', signs, facts(), [made])[1]).toBe('dkim.to-publish');
    expect(of('dkim', signs, said(['p=MIIB']), [made])).toEqual(['warn', 'dkim.to-activate', null]);
    expect(of('dkim', domain(), facts())[1]).toBe('dkim.unsigned');
    const google = (records: string[]) => facts({ dkim: [{ selector: 'google', records }] });
    expect(of('dkim', domain({ providers: ['gmail'] }), google(['v=DKIM1; p=x']))[1]).toBe('dkim.provider');
    expect(of('dkim', domain({ providers: ['gmail'] }), google([]))).toEqual(['warn', 'dkim.provider-silent', null]);
    expect(publishes('v=DKIM1; p=MIIBx', 'MIIB')).toBe(false);
    expect(selectorsOf(domain({ providers: ['microsoft'] }), [key])).toEqual(['k1', 'selector1', 'selector2']);
  });

  it('DMARC: there is one, and it does something', () => {
    const said = (...records: string[]) => facts({ dmarc: { records, at: 'company.test' } });
    expect(of('dmarc', domain(), said())).toEqual([
      ...['bad', 'dmarc.missing', 'v=DMARC1; p=none; rua=mailto:postmaster@company.test'],
    ]);
    expect(of('dmarc', domain(), said('v=DMARC1; p=none; sp=reject'))[1]).toBe('dmarc.only-watches');
    expect(of('dmarc', domain(), said('v=DMARC1; p=quarantine'))[1]).toBe('dmarc.ok');
    expect(of('dmarc', domain(), said('v=DMARC1'))[1]).toBe('dmarc.broken');
    expect(of('dmarc', domain(), said('v=DMARC1; p=none', 'v=DMARC1; p=reject'))[1]).toBe('dmarc.many');
  });

  it('MX: letters come, and to us where we receive them', () => {
    const here = domain({ receivesHere: true });
    expect(of('mx', domain(), facts({ mx: [] }))).toEqual(['bad', 'mx.missing', null]);
    expect(of('mx', domain(), facts({ mx: [{ exchange: '', priority: 0 }] }))[1]).toBe('mx.none');
    expect(of('mx', here, facts(), [], 'mail.company.test')).toEqual(['warn', 'mx.elsewhere', '10 mail.company.test']);
    expect(
      of('mx', here, facts({ mx: [{ exchange: 'mail.company.test', priority: 5 }] }), [], 'mail.company.test')[1],
    ).toBe('mx.ok');
  });
});

describe('the company’s domains', () => {
  const mailbox = (address: string, host: string | null, change: Partial<MailboxSettings> = {}): MailboxSettings => ({
    ...{ address, displayName: '', aliases: [], imap: null, backfillFrom: null, plusAddressing: true },
    smtp: host === null ? null : { host, port: 465, security: 'tls', user: null },
    ...change,
  });

  it('are those of all addresses and aliases, with the ways that their letters go', () => {
    expect(
      domainsOf([
        mailbox('info@company.test', 'smtp.gmail.com', { aliases: ['info@second.test', 'me@gmail.com'] }),
        mailbox('Sales@Company.test', 'relay.company.test', { dkim: true }),
        mailbox('office@third.test', null),
        mailbox('box@ukr.net', 'smtp.ukr.net'),
      ]),
    ).toEqual([
      {
        domain: 'company.test',
        senders: ['relay.company.test'],
        providers: ['gmail'],
        signs: true,
        receivesHere: true,
      },
      { domain: 'second.test', senders: [], providers: ['gmail'], signs: false, receivesHere: true },
      { domain: 'third.test', senders: [], providers: [], signs: false, receivesHere: true },
    ]);
  });
});
