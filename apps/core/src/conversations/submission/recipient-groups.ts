import type { ClientId, LetterHeader, MailAddress } from '#libs/contracts';
import { seesCard, viewerFrom, type Viewer } from '../../access/viewer.js';
import { findEmail } from '../../clients/contact-point.js';
import { findToken } from '../conversation-token.js';
import type { AddressedCard, Colleague } from './route-facts.repository.js';

/** Where an alias leads for whoever writes to it; `dead`: nowhere any more. */
export type AliasTarget = { readonly clientId: ClientId; readonly address: string } | 'dead';

/** What is known of addresses. All in the form in which they are compared. */
export interface KnownAddresses {
  /** Every address of our channels. */
  readonly own: ReadonlySet<string>;
  readonly cardsOf: ReadonlyMap<string, readonly AddressedCard[]>;
  readonly colleagues: ReadonlyMap<string, Colleague>;
  /** For whoever writes. */
  readonly aliases: ReadonlyMap<string, AliasTarget>;
}

/** Those who get one letter: all addresses of one client, or one stranger, or only ourselves. */
export interface RecipientGroup {
  /** null: nobody whom we know as a client. */
  readonly clientId: ClientId | null;
  /** Nobody is to learn from us whether an address that is not theirs to see stands on a card: both are strangers. */
  readonly stranger: boolean;
  /** Real addresses. */
  readonly recipients: string[];
}

export interface Grouped {
  readonly groups: readonly RecipientGroup[];
  /** Our own people, who get the first letter besides. */
  readonly beside: readonly string[];
  /** What each given address stands for in the letters: an alias for the real one. */
  readonly realOf: ReadonlyMap<string, string>;
  /** Nobody but our own people gets it: the first colleague who was named, null where only mailboxes of ours were; otherwise null itself. */
  readonly internal: { readonly colleague: string | null } | null;
}

export interface RouteRefused {
  readonly code: string;
  readonly recipient: string | null;
}
const refused = (code: string, recipient: string | null): RouteRefused => ({ code, recipient });
export const isRefused = (result: object): result is RouteRefused => 'code' in result;

/** The address as it is compared, without a token of ours; null: it is none. */
export function comparedAddress(written: string): string | null {
  const found = findEmail(written);
  return found === null ? null : (findToken(found)?.address ?? found);
}

/**
 * Whom the recipients of a letter are. Whoever wrote it is left out: they have it. So are our own mailboxes where a client gets it: what goes
 * out by one of them stands on the card anyhow.
 */
export function groupRecipients(
  viewer: Viewer,
  ownAddresses: readonly string[],
  given: readonly string[],
  known: KnownAddresses,
): Grouped | RouteRefused {
  const byClient = new Map<ClientId, RecipientGroup>();
  const groups: RecipientGroup[] = [];
  const ours = new Set<string>();
  const colleagues: Colleague[] = [];
  const realOf = new Map<string, string>();
  const put = (clientId: ClientId | null, stranger: boolean, address: string) => {
    const there = clientId === null ? undefined : byClient.get(clientId);
    if (there) {
      if (!there.recipients.includes(address)) there.recipients.push(address);
      return;
    }
    if (clientId === null && groups.some(({ recipients }) => recipients.includes(address))) return;
    const group = { clientId, stranger, recipients: [address] };
    groups.push(group);
    if (clientId !== null) byClient.set(clientId, group);
  };
  for (const written of given) {
    const address = comparedAddress(written);
    if (address === null) return refused('submission.address-invalid', written);
    const alias = known.aliases.get(address);
    if (alias === 'dead') return refused('submission.alias-dead', written);
    realOf.set(address, alias?.address ?? address);
    if (alias) put(alias.clientId, false, alias.address);
    else if (known.own.has(address) || ownAddresses.includes(address)) ours.add(address);
    else {
      const colleague = known.colleagues.get(address);
      if (colleague) colleagues.push(colleague);
      else {
        const { clientId, seen } = cardOf(viewer, known.cardsOf.get(address) ?? []);
        put(clientId, !seen, address);
      }
    }
  }
  const blind = colleagues.find((one) => !seesContacts(one));
  if (blind && groups.some(({ clientId }) => clientId !== null))
    return refused('submission.colleague-sight', blind.email);
  const beside = colleagues.map(({ email }) => email);
  if (groups.length > 0) return { groups, beside, realOf, internal: null };
  // A program that tries itself out writes to its own address.
  const recipients = [...new Set([...ours, ...beside])];
  const internal = { colleague: beside[0] ?? null };
  return { groups: [{ clientId: null, stranger: false, recipients }], beside: [], realOf, internal };
}

/** The card of an address: of several the one that whoever writes sees; where they see none, the only one there is. */
function cardOf(viewer: Viewer, cards: readonly AddressedCard[]): { clientId: ClientId | null; seen: boolean } {
  const seen = cards.filter((card) => seesCard(viewer, card));
  if (seen.length > 0) return { clientId: seen.length === 1 ? seen[0]!.clientId : null, seen: true };
  return { clientId: cards.length === 1 ? cards[0]!.clientId : null, seen: false };
}

const seesContacts = ({ id, role, seesContacts: sees }: Colleague): boolean =>
  viewerFrom({ id, name: '', role, teamIds: [], seesContacts: sees }).seesContacts;

/**
 * Whom a letter says that it goes to, out of what its header said: those who get this letter and our own people, and where the company
 * lets clients see each other everybody. Whoever was in Bcc sees nobody but themselves.
 */
export function shownRecipients(
  header: Pick<LetterHeader, 'to' | 'cc'>,
  { recipients }: RecipientGroup,
  { groups, beside, realOf }: Grouped,
  together: boolean,
): { to: MailAddress[]; cc: MailAddress[] } {
  const shown = new Set([...recipients, ...beside, ...(together ? groups.flatMap((one) => one.recipients) : [])]);
  const pick = (list: readonly MailAddress[]): MailAddress[] =>
    list.flatMap(({ name, address }) => {
      const compared = comparedAddress(address);
      const real = compared === null ? undefined : realOf.get(compared);
      return real !== undefined && shown.has(real) ? [{ name: name.includes('@') ? '' : name, address: real }] : [];
    });
  const [to, cc] = [pick(header.to), pick(header.cc)];
  const named = [...to, ...cc].some(({ address }) => recipients.includes(address));
  if (named || together) return { to, cc };
  return { to: recipients.map((address) => ({ name: '', address })), cc: [] };
}
