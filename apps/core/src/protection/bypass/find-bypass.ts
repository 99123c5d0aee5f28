import type { OwnAddresses } from '../../access/masking.js';
import type { KnownContact } from '../../access/masking.js';
import { invitations } from './invitations.js';
import { messengerLinks } from './messenger-links.js';
import { wordsAround, type Finding } from './finding.js';
import { writtenContacts, type WrittenContact } from './written-contacts.js';

/** Nobody reads further to find a number; the scan blocks everybody else while it runs. */
const mostCharacters = 20_000;
/** So many are enough to be told of. */
const mostFindings = 20;
/** Where people have addresses of their own; an address at a company's domain is as a rule another business's. */
const freeMail =
  /@(?:gmail|googlemail|ukr|i|meta|bigmir|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|proton|protonmail|pm|gmx|aol|tutanota|tuta|mail|bk|inbox|list|yandex|ya|rambler)\.(?:[a-z]{2,3}\.)?[a-z]{2,4}$/;

export interface BypassContext {
  readonly own: OwnAddresses;
  /** Contact points of the card. */
  readonly client: readonly KnownContact[];
  /** What the company allows besides its own: links, numbers, addresses, domains, in lower case. */
  readonly allowed: readonly string[];
  /** Also numbers and private letter boxes that are nobody's known. */
  readonly strangers: boolean;
  /** Whose private contact this is; null: nobody's. */
  readonly privateOf: (kind: WrittenContact['kind'], value: string) => string | null;
}

/** Everything in a text by which a client is led away from the company, in the order of the text. */
export function findBypass(given: string, context: BypassContext): Finding[] {
  const text = given.slice(0, mostCharacters);
  const known = knownIn(context);
  const found: (Finding & { from: number; to: number })[] = [];
  const add = (kind: Finding['kind'], { from, to }: { from: number; to: number }, employeeId: string | null = null) => {
    // A number inside a link is told as the link.
    if (found.some((one) => one.from <= from && one.to >= to && (one.employeeId !== null || employeeId === null)))
      return;
    found.push({ kind, from, to, employeeId, text: wordsAround(text, from, to) });
  };
  for (const link of messengerLinks(text)) {
    if (context.allowed.some((allowed) => link.link.includes(allowed))) continue;
    const { number, handle } = link;
    const owner =
      (number === null ? null : context.privateOf('phone', number)) ??
      (handle === null ? null : context.privateOf('handle', handle));
    if (owner !== null) add(number === null ? 'private-handle' : 'private-number', link, owner);
    else if (number === null || !known('phone', number)) add('messenger-link', link);
  }
  for (const contact of writtenContacts(text, context.own.country)) {
    if (known(contact.kind, contact.value)) continue;
    const owner = context.privateOf(contact.kind, contact.value);
    if (owner !== null) add(privateKind[contact.kind], contact, owner);
    else if (context.strangers && contact.sure) {
      if (contact.kind === 'phone') add('other-number', contact);
      else if (freeMail.test(contact.value)) add('other-address', contact);
    }
  }
  for (const invitation of invitations(text)) add('invitation', invitation);
  return theMostTelling(found)
    .toSorted((a, b) => a.from - b.from)
    .map(({ kind, text: words, employeeId }) => ({ kind, text: words, employeeId }));
}

/** However many strangers' numbers stand before it: a colleague's private one is told. */
const theMostTelling = <T extends { from: number; employeeId: string | null }>(found: readonly T[]): T[] =>
  found
    .toSorted((a, b) => Number(a.employeeId === null) - Number(b.employeeId === null) || a.from - b.from)
    .slice(0, mostFindings);

const privateKind = { phone: 'private-number', email: 'private-address', handle: 'private-handle' } as const;

/** The company's, its domain's, the client's, or allowed: none of these ever counts. */
function knownIn({ own, client, allowed }: BypassContext): (kind: WrittenContact['kind'], value: string) => boolean {
  const domains = new Set([...own.emails].map(domainOf).filter((domain) => !freeMail.test(domain)));
  const clients = new Set(client.map(({ kind, value }) => (kind === 'email' ? value : `+${value.replace(/\D/g, '')}`)));
  const others = new Set(allowed);
  return (kind, value) => {
    if (clients.has(value) || others.has(value)) return true;
    if (kind === 'phone') return own.phones.has(value);
    if (kind === 'handle') return others.has(`@${value}`);
    const bare = value.replace(/\+[^@]*@/, '@');
    return own.emails.has(bare) || domains.has(domainOf(value)) || others.has(domainOf(value).slice(1));
  };
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@'));
