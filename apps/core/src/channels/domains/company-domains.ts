import type { MailboxSettings } from '#libs/contracts';

export type SendingProvider = 'gmail' | 'microsoft' | 'yandex' | 'mailru';

/** One of the company's domains, and how its letters come and go. */
export interface CompanyDomain {
  domain: string;
  /** Servers of the company's own, or of a provider that we do not know, through which its letters go. */
  senders: string[];
  providers: SendingProvider[];
  /** Letters are signed by us. */
  signs: boolean;
  /** Letters come to our own receiver. */
  receivesHere: boolean;
}

/** What these say of themselves is not the company's to change. */
const publicDomains = new Set([
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'icloud.com'],
  ...['yandex.ru', 'ya.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua', 'mail.ru', 'bk.ru', 'inbox.ru'],
  ...['list.ru', 'internet.ru', 'ukr.net', 'i.ua', 'meta.ua'],
]);

const providerHosts: readonly [SendingProvider, RegExp][] = [
  ['gmail', /(^|\.)(smtp|smtp-relay)\.gmail\.com$/],
  ['microsoft', /(^|\.)smtp(-mail)?\.(office365|outlook)\.com$/],
  ['yandex', /(^|\.)smtp\.yandex\.(ru|com|net)$/],
  ['mailru', /(^|\.)smtp\.mail\.ru$/],
];

/** @param mailboxes all that are connected, those too that are switched off: their domains are the company's all the same */
export function domainsOf(mailboxes: readonly MailboxSettings[]): CompanyDomain[] {
  const domains = new Map<string, CompanyDomain>();
  for (const { address, aliases, imap, smtp, dkim } of mailboxes) {
    const host = smtp?.host.toLowerCase() ?? null;
    const provider = host === null ? undefined : providerHosts.find(([, pattern]) => pattern.test(host))?.[0];
    for (const domain of new Set([address, ...aliases].map(domainOf))) {
      if (!domain.includes('.') || publicDomains.has(domain)) continue;
      const known = domains.get(domain) ?? { domain, senders: [], providers: [], signs: false, receivesHere: false };
      domains.set(domain, known);
      if (provider !== undefined) known.providers = [...new Set([...known.providers, provider])];
      else if (host !== null) known.senders = [...new Set([...known.senders, host])];
      known.signs ||= dkim === true && host !== null;
      known.receivesHere ||= imap === null;
    }
  }
  return [...domains.values()].sort((a, b) => a.domain.localeCompare(b.domain));
}

const domainOf = (address: string): string =>
  address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
