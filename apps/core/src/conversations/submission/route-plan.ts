import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ConversationId, SubmittedLetter } from '#libs/contracts';
import { publicReference } from '#libs/letters';
import { viewerFrom, type Viewer } from '../../access/viewer.js';
import type { KnownConversation } from '../capture/letter-placing.js';
import { mayWrite, type Handled } from '../handling/handling-rules.js';
import {
  comparedAddress,
  groupRecipients,
  isRefused,
  type Grouped,
  type KnownAddresses,
  type RecipientGroup,
  type RouteRefused,
} from './recipient-groups.js';
import type { SubmissionPolicy } from './policy/submission-policy.js';
import type { Mailbox, SubmittingEmployee } from './route-facts.repository.js';
import { addressesOf, ownAddressesOf, usableMailboxes } from './usable-mailboxes.js';

/** What the database says, of a whole batch. */
export interface RouteFacts {
  readonly mailboxes: readonly Mailbox[];
  readonly policy: SubmissionPolicy;
  readonly addresses: Omit<KnownAddresses, 'aliases'>;
  readonly byMessageId: ReadonlyMap<string, readonly KnownConversation[]>;
  readonly awaiting: ReadonlyMap<string, readonly KnownConversation[]>;
  /** Ids of what was sent on to employees: by these the client's own. */
  readonly forwarded: ReadonlyMap<string, string>;
}

/** One letter of a submission before it is known through which mailbox it goes. */
export interface Draft {
  readonly group: RecipientGroup;
  /** The thread that it goes on in; null: a new one. */
  readonly conversationId: ConversationId | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** It answers something that never came to us: the client wrote past the company. */
  readonly elsewhere: boolean;
  readonly hold: 'no-client' | null;
}

export interface RoutePlan {
  readonly viewer: Viewer;
  readonly employee: SubmittingEmployee;
  readonly grouped: Grouped;
  readonly usable: readonly Mailbox[];
  /** The mailbox and the very address that the letter says it is from; null: the employee's own. */
  readonly from: { readonly mailbox: Mailbox; readonly address: string } | null;
  readonly drafts: readonly Draft[];
}

const refused = (code: string, recipient: string | null = null): RouteRefused => ({ code, recipient });

/** Names of a letter's thread, as they were known outside before; the likeliest first. */
export interface ThreadNames {
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

export function threadNamesOf(
  { header, machine }: SubmittedLetter,
  mailbox: Pick<Mailbox, 'address'> | undefined,
  own: ReadonlySet<string>,
  forwarded: RouteFacts['forwarded'],
): ThreadNames {
  const hosts = {
    domain: domainOf(mailbox?.address ?? ''),
    own: new Set([...own].map(domainOf)),
    machine: new Set([machine.toLowerCase()]),
  };
  const seen = (ids: readonly string[]) => ids.map((id) => forwarded.get(id) ?? publicReference(id, hosts));
  return { inReplyTo: seen(header.inReplyTo), references: seen(header.references) };
}

/** By whose right, to whom and in which threads a letter goes; or why it does not. */
export function planRoute(
  letter: SubmittedLetter,
  employee: SubmittingEmployee | undefined,
  aliases: KnownAddresses['aliases'],
  facts: RouteFacts,
): RoutePlan | RouteRefused {
  if (employee === undefined || employee.id !== letter.employeeId) return refused('submission.password-revoked');
  const viewer = viewerFrom(employee);
  const usable = usableMailboxes(employee, facts.mailboxes);
  if (usable.length === 0) return refused('submission.no-channel');
  const from = senderOf(letter, employee, usable);
  if (from === 'forged') return refused('submission.sender-forged');
  const grouped = groupRecipients(viewer, ownAddressesOf(employee), letter.envelope.to, {
    ...facts.addresses,
    aliases,
  });
  if (isRefused(grouped)) return grouped;
  const strange = grouped.groups.find(({ stranger }) => stranger);
  if (strange && facts.policy.strangers === 'refuse') return refused('submission.no-client', strange.recipients[0]);
  if (grouped.internal?.colleague != null && facts.policy.colleagues === 'refuse')
    return refused('submission.colleagues-refused', grouped.internal.colleague);
  // What waits stands on a card; nobody learns whether an address that is not theirs to see stands on one.
  const cardless = grouped.groups.find(({ clientId, stranger }) => clientId === null || stranger);
  if (letter.goesAt !== null && cardless) return refused('submission.later-no-client', cardless.recipients[0]);
  const names = threadNamesOf(letter, from?.mailbox ?? usable[0], facts.addresses.own, facts.forwarded);
  const holds = facts.policy.strangers === 'hold' && employee.role === 'employee';
  const drafts = grouped.groups.map((group): Draft => {
    const thread = threadOf(group, letter, names, facts, grouped.groups.length === 1);
    const hold = holds && group.stranger ? 'no-client' : null;
    return { group, ...thread, hold };
  });
  return { viewer, employee, grouped, usable, from, drafts };
}

/** Who else handles one of the conversations that the letter goes on in, where only they may. */
export function isAnothers({ viewer, drafts }: RoutePlan, handled: ReadonlyMap<string, Handled>): boolean {
  return drafts.some(({ conversationId }) => {
    const conversation = conversationId === null ? undefined : handled.get(conversationId);
    return conversation !== undefined && !mayWrite(viewer, conversation);
  });
}

/** The mailbox of a draft: as the letter says, else where the client was last in touch, else the employee's team's, else the first. */
export function mailboxOf(
  { from, usable, employee }: RoutePlan,
  { group }: Draft,
  lastChannels: ReadonlyMap<string, ChannelId>,
): Mailbox {
  if (from) return from.mailbox;
  const last = group.clientId === null ? undefined : lastChannels.get(group.clientId);
  return (
    usable.find(({ id }) => id === last) ??
    usable.find(({ teamId }) => teamId !== null && employee.teamIds.includes(teamId)) ??
    usable[0]!
  );
}

/** What nobody else may say of themselves: every From, and the envelope's. */
function senderOf(
  { header, envelope }: SubmittedLetter,
  employee: SubmittingEmployee,
  usable: readonly Mailbox[],
): RoutePlan['from'] | 'forged' {
  const written = header.from.length > 0 ? header.from.map(({ address }) => address) : [envelope.from];
  let found: RoutePlan['from'] = null;
  for (const address of [envelope.from, ...written.toReversed()]) {
    const compared = comparedAddress(address);
    const mailbox = usable.find((one) => compared !== null && addressesOf(one).includes(compared));
    if (mailbox) found = { mailbox, address: compared! };
    else if (compared !== null && ownAddressesOf(employee).includes(compared)) found = null;
    else return 'forged';
  }
  return found;
}

/**
 * A client's letter goes on in a thread of theirs and in nobody else's; what names another client's thread is left out, down to its
 * message ids.
 */
function threadOf(
  { clientId }: RecipientGroup,
  { header }: SubmittedLetter,
  { inReplyTo, references }: ThreadNames,
  { byMessageId, awaiting }: RouteFacts,
  alone: boolean,
): Omit<Draft, 'group' | 'hold'> {
  const names = [...inReplyTo, ...references.toReversed()];
  const named = names.flatMap((id) => byMessageId.get(id) ?? []);
  const waiting = [header.messageId ?? '', ...names].flatMap((id) => awaiting.get(id) ?? []);
  const fits = (thread: KnownConversation) => thread.clientId === clientId && (clientId !== null || alone);
  const found = [...named, ...waiting].find(fits) ?? null;
  const anothers = named.some((thread) => thread.clientId !== null && thread.clientId !== clientId);
  if (found === null && (anothers || !alone))
    return { conversationId: null, inReplyTo: [], references: [], elsewhere: false };
  return {
    elsewhere: clientId !== null && found === null && named.length === 0 && inReplyTo.length > 0,
    conversationId: found?.id ?? null,
    // Of a thread that several clients have a part in, only what is this client's.
    inReplyTo: inReplyTo.filter((id) => isTheirs(byMessageId.get(id), clientId)),
    references: references.filter((id) => isTheirs(byMessageId.get(id), clientId)),
  };
}

const isTheirs = (threads: readonly KnownConversation[] | undefined, clientId: string | null): boolean =>
  threads === undefined || threads.some((thread) => thread.clientId === clientId || thread.clientId === null);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** The first of several letters keeps its id; the others get one of their own, or a client would come into another's thread by it. */
export const otherMessageId = (domain: string): string => `<${uuidv7()}@${domain}>`;
