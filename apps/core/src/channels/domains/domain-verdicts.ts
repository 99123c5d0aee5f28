import type { DomainFacts } from '#libs/contracts';
import type { CompanyDomain, SendingProvider } from './company-domains.js';
import type { DnsRecord, DomainCheckView } from './domain.view.js';

/** RFC 7208 4.6.4. */
const mostLookups = 10;

/** What a provider wants to see in SPF, and under which selectors it publishes the keys that it signs with: their help pages. */
const providerFacts: Readonly<Record<SendingProvider, { include: string; selectors: readonly string[] }>> = {
  gmail: { include: '_spf.google.com', selectors: ['google'] },
  microsoft: { include: 'spf.protection.outlook.com', selectors: ['selector1', 'selector2'] },
  yandex: { include: '_spf.yandex.net', selectors: ['mail'] },
  mailru: { include: '_spf.mail.ru', selectors: ['mailru'] },
};

/** A key of ours as it is published. */
export interface PublishedKey {
  selector: string;
  state: 'made' | 'active' | 'retired';
  publicKey: string;
}

export const dkimRecord = (
  domain: string,
  { selector, publicKey }: Pick<PublishedKey, 'selector' | 'publicKey'>,
): DnsRecord => ({
  type: 'TXT',
  name: `${selector}._domainkey.${domain}`,
  value: `v=DKIM1; k=rsa; p=${publicKey}`,
});

/** Selectors that are worth a look: ours, and those of the providers through which letters go. */
export const selectorsOf = ({ providers }: CompanyDomain, keys: readonly PublishedKey[]): string[] => [
  ...new Set([...keys.map(({ selector }) => selector), ...providers.flatMap((name) => providerFacts[name].selectors)]),
];

/** Whether a record publishes this key (RFC 6376 3.6.1). */
export const publishes = (record: string, publicKey: string): boolean =>
  record
    .split(';')
    .map((tag) => tag.replace(/\s+/g, ''))
    .includes(`p=${publicKey}`);

/** What the domain says of its mail, held against how its mail really goes. @param receiver where letters for us are to go, if that has a public name */
export function verdictsOf(
  domain: CompanyDomain,
  facts: DomainFacts,
  keys: readonly PublishedKey[],
  receiver: string | null,
): DomainCheckView[] {
  return [
    mxVerdict(domain, facts, receiver),
    spfVerdict(domain, facts),
    dkimVerdict(domain, facts, keys),
    dmarcVerdict(domain, facts),
  ];
}

type Verdict = Omit<DomainCheckView, 'what' | 'found' | 'add'> & Partial<Pick<DomainCheckView, 'add'>>;

const verdict = (
  what: DomainCheckView['what'],
  found: string[],
  { verdict, code, add = null }: Verdict,
): DomainCheckView => ({
  ...{ what, verdict, code: `${what}.${code}`, found, add },
});
const unknown: Verdict = { verdict: 'unknown', code: 'not-asked' };

function mxVerdict(
  { domain, receivesHere }: CompanyDomain,
  { mx }: DomainFacts,
  receiver: string | null,
): DomainCheckView {
  const found = (mx ?? [])
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ exchange, priority }) => `${priority} ${exchange}`);
  const ours = receivesHere && receiver !== null ? receiver : null;
  const add = ours === null ? null : ({ type: 'MX', name: domain, value: `10 ${ours}` } as const);
  if (mx === null) return verdict('mx', found, unknown);
  if (mx.length === 0) return verdict('mx', found, { verdict: 'bad', code: 'missing', add });
  // RFC 7505: the domain says that it takes no mail.
  if (mx.every(({ exchange }) => exchange === '' || exchange === '.'))
    return verdict('mx', found, { verdict: 'bad', code: 'none', add });
  if (ours !== null && !mx.some(({ exchange }) => exchange.replace(/\.$/, '') === ours))
    return verdict('mx', found, { verdict: 'warn', code: 'elsewhere', add });
  return verdict('mx', found, { verdict: 'ok', code: 'ok' });
}

function spfVerdict(
  { domain, providers, senders: through }: CompanyDomain,
  { spf, senders }: DomainFacts,
): DomainCheckView {
  if (spf === null) return verdict('spf', [], unknown);
  const { records, includes, lookups } = spf;
  const [record = ''] = records;
  const wanted = [
    ...providers
      .map((name) => providerFacts[name].include)
      .filter((name) => !includes.includes(name))
      .map((name) => `include:${name}`),
    ...senders
      .filter(({ host, allowed }) => allowed === false && through.includes(host))
      .map(({ host }) => mechanismOf(host)),
  ];
  const txt = (value: string) => ({ type: 'TXT', name: domain, value }) as const;
  if (records.length === 0) {
    const from = wanted.length > 0 ? wanted.join(' ') : 'mx';
    return verdict('spf', records, { verdict: 'bad', code: 'missing', add: txt(`v=spf1 ${from} ~all`) });
  }
  if (records.length > 1) return verdict('spf', records, { verdict: 'bad', code: 'many' });
  if (/\s\+?all(\s|$)/i.test(record))
    return verdict('spf', records, { verdict: 'bad', code: 'open', add: txt(withEnd(record)) });
  if (lookups > mostLookups) return verdict('spf', records, { verdict: 'bad', code: 'too-many-lookups' });
  if (wanted.length > 0)
    return verdict('spf', records, { verdict: 'bad', code: 'lacks-sender', add: txt(withMechanisms(record, wanted)) });
  if (!/\s[?~-]all(\s|$)|\sredirect=/i.test(record))
    return verdict('spf', records, { verdict: 'warn', code: 'no-end', add: txt(`${record.trim()} ~all`) });
  return verdict('spf', records, { verdict: 'ok', code: 'ok' });
}

const mechanismOf = (host: string): string => {
  if (/^[\d.]+$/.test(host)) return `ip4:${host}`;
  return host.includes(':') ? `ip6:${host}` : `a:${host}`;
};

const withEnd = (record: string): string => record.replace(/(\s)\+?all(?=\s|$)/i, '$1~all');

/** Before the end of the record: what stands after `all` is not read. */
function withMechanisms(record: string, mechanisms: readonly string[]): string {
  const terms = record.trim().split(/\s+/);
  const end = terms.findIndex((term) => /^([?~-]?all|redirect=.*)$/i.test(term));
  const at = end === -1 ? terms.length : end;
  return [...terms.slice(0, at), ...mechanisms, ...terms.slice(at), ...(end === -1 ? ['~all'] : [])].join(' ');
}

function dkimVerdict(
  { domain, providers, signs }: CompanyDomain,
  { dkim }: DomainFacts,
  keys: readonly PublishedKey[],
): DomainCheckView {
  const recordsOf = (selector: string) => dkim.find((one) => one.selector === selector)?.records ?? null;
  const found = dkim.flatMap(({ selector, records }) => (records ?? []).map((record) => `${selector}: ${record}`));
  if (signs) {
    const key = keys.find(({ state }) => state === 'active') ?? keys.find(({ state }) => state === 'made');
    if (key === undefined) return verdict('dkim', found, { verdict: 'bad', code: 'no-key' });
    const add = dkimRecord(domain, key);
    const looked = dkim.find(({ selector }) => selector === key.selector);
    // One that was made after the last look cannot have been seen by it.
    if (looked === undefined) return verdict('dkim', found, { verdict: 'warn', code: 'to-publish', add });
    const { records } = looked;
    if (records === null) return verdict('dkim', found, unknown);
    const published = records.some((record) => publishes(record, key.publicKey));
    if (key.state === 'made') {
      return verdict('dkim', found, {
        verdict: 'warn',
        code: published ? 'to-activate' : 'to-publish',
        add: published ? null : add,
      });
    }
    if (published) return verdict('dkim', found, { verdict: 'ok', code: 'ok' });
    return verdict('dkim', found, { verdict: 'bad', code: records.length === 0 ? 'missing' : 'differs', add });
  }
  if (providers.length === 0) return verdict('dkim', found, { verdict: 'warn', code: 'unsigned' });
  const asked = providers.flatMap((name) => providerFacts[name].selectors).map(recordsOf);
  if (asked.every((records) => records === null)) return verdict('dkim', found, unknown);
  const there = providers.every((name) =>
    providerFacts[name].selectors.some((selector) => (recordsOf(selector) ?? []).length > 0),
  );
  return verdict(
    'dkim',
    found,
    there ? { verdict: 'ok', code: 'provider' } : { verdict: 'warn', code: 'provider-silent' },
  );
}

function dmarcVerdict({ domain }: CompanyDomain, { dmarc }: DomainFacts): DomainCheckView {
  if (dmarc === null) return verdict('dmarc', [], unknown);
  const { records } = dmarc;
  const add = {
    type: 'TXT',
    name: `_dmarc.${domain}`,
    value: `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
  } as const;
  if (records.length === 0) return verdict('dmarc', records, { verdict: 'bad', code: 'missing', add });
  if (records.length > 1) return verdict('dmarc', records, { verdict: 'bad', code: 'many' });
  const policy = /(?:^|;)\s*p\s*=\s*(\w+)/i.exec(records[0]!)?.[1]?.toLowerCase();
  if (policy === 'quarantine' || policy === 'reject') return verdict('dmarc', records, { verdict: 'ok', code: 'ok' });
  if (policy === 'none') return verdict('dmarc', records, { verdict: 'warn', code: 'only-watches' });
  return verdict('dmarc', records, { verdict: 'bad', code: 'broken', add });
}
