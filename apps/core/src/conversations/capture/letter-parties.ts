import type { LetterReceived, MailAddress } from '#libs/contracts';
import { baseSubject, type BaseSubject } from '#libs/letters';
import { findEmail } from '../../clients/contact-point.js';
import { findToken } from '../conversation-token.js';

const mostParties = 50;
const mostReferences = 20;

/** Whom a letter names and what it answers, in the forms in which we look them up. */
export interface LetterParties {
  senders: string[];
  /** To and Cc. */
  recipients: string[];
  /** Tokens of our own plus-addresses, wherever one survived. */
  tokens: string[];
  /** Message ids that it answers, the likeliest first. */
  answers: string[];
  /** By which answers name it; null where it has none, or one longer than any that is real. */
  messageId: string | null;
  /** What all letters of one Outlook thread share; null where there is none. */
  outlookThread: string | null;
  subject: BaseSubject;
  /** The client's side as it is written, lower case: the sender, or of one of ours the first recipient. Empty where there is nobody. */
  counterpart: string;
}

/** PostgreSQL's B-tree takes 2,704 bytes; RFC 5322 2.1.1 allows 998. */
const longestMessageIdBytes = 998;
const isReal = (id: string) => Buffer.byteLength(id) <= longestMessageIdBytes;

/** @param own every channel's address and aliases, as `findEmail` writes them */
export function partiesOf(
  {
    header,
    envelope,
    direction = 'inbound',
  }: Pick<LetterReceived, 'header' | 'envelope'> & Partial<Pick<LetterReceived, 'direction'>>,
  own: ReadonlySet<string>,
): LetterParties {
  const written = [...header.to, ...header.cc].map(({ address }) => address);
  const tokens = [...(envelope?.to ?? []), ...header.deliveredTo, ...written]
    .map(findToken)
    .filter((found) => found !== null && own.has(found.address))
    .map((found) => found!.token);
  // A thread is found by its newest known letter; of a chain made to cost us work only the ends are looked up.
  const { inReplyTo, references } = header;
  const newestFirst = references.toReversed();
  const answers = [...inReplyTo.slice(0, 3), ...newestFirst.slice(0, mostReferences - 4), ...references.slice(0, 1)];
  return {
    senders: emails(header.from),
    recipients: emails([...header.to, ...header.cc]).map((address) => withoutToken(address)),
    tokens: [...new Set(tokens)].slice(0, 5),
    answers: [...new Set(answers)].filter(isReal),
    messageId: header.messageId !== null && isReal(header.messageId) ? header.messageId : null,
    outlookThread: header.outlookThread ?? null,
    subject: baseSubject(header.subject),
    counterpart: ((direction === 'inbound' ? header.from : header.to)[0]?.address ?? '').toLowerCase(),
  };
}

function emails(addresses: readonly MailAddress[]): string[] {
  const found = addresses.slice(0, mostParties).map(({ address }) => findEmail(address));
  return [...new Set(found.filter((address) => address !== null))];
}

const withoutToken = (address: string): string => findToken(address)?.address ?? address;
