import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, LetterHeader } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { letterNaturalKey } from '#libs/letters';
import { findEmail } from '../../clients/contact-point.js';
import { CaptureRepository } from '../capture/capture.repository.js';
import { ownAddresses } from '../capture/letter-batch.js';
import { natureOf } from '../capture/letter-nature.js';
import { partiesOf, type LetterParties } from '../capture/letter-parties.js';
import { placeInbound, placeOutbound, type Known, type KnownConversation } from '../capture/letter-placing.js';
import { ImportLettersRepository } from './import-letters.repository.js';
import type { LetterVerdict, MailImportPlan } from './mail-import.js';
import type { FoundLetter } from './source/found-letter.js';

export interface JudgedLetter {
  readonly n: number;
  readonly found: FoundLetter;
  readonly verdict: LetterVerdict;
  readonly outbound: boolean;
  readonly automatic: boolean;
  readonly counterpart: string | null;
  readonly at: Date | null;
  readonly mark: string | null;
  readonly cardId: ClientId | null;
}

interface Looked {
  readonly n: number;
  readonly found: FoundLetter;
  readonly header: LetterHeader;
  readonly outbound: boolean;
  readonly parties: LetterParties;
  readonly mark: string | null;
}

/** What becomes of each letter of a batch, by the very rules by which a letter that comes in finds its card. */
@Injectable()
export class LetterJudging {
  constructor(
    private readonly letters: ImportLettersRepository,
    private readonly capture: CaptureRepository,
  ) {}

  /** @param first number of the first of them in their source */
  async batch(
    tx: Tx,
    importId: string,
    plan: MailImportPlan,
    batch: readonly FoundLetter[],
    first: number,
  ): Promise<JudgedLetter[]> {
    const own = new Set([...ownAddresses(await this.capture.mailChannels(tx)), ...plan.ownAddresses]);
    const looked = batch.map((found, at) =>
      found.header === null ? null : look(found, found.header, first + at, own),
    );
    const real = looked.filter((one) => one !== null);
    const here = await this.here(tx, importId, real, first);
    const known = await this.lookUp(tx, real, own);
    return looked.map((one, at) =>
      one === null ? notALetter(batch[at]!, first + at) : this.judge(one, plan, known, here),
    );
  }

  private judge(one: Looked, plan: MailImportPlan, known: Looking, here: Here): JudgedLetter {
    const { found, header, outbound, parties, mark, n } = one;
    const { automatic, bounce } = natureOf({ header, envelope: null });
    const others = (outbound ? parties.recipients : parties.senders).filter((address) => !known.own.has(address));
    const about = { n, found, outbound, automatic, counterpart: others[0] ?? null, at: dateOf(found), mark };
    const as = (verdict: LetterVerdict, cardId: ClientId | null = null): JudgedLetter => ({
      ...about,
      verdict,
      cardId,
    });
    if (found.draft) return as('draft');
    if (mark !== null && here.before.has(mark)) return as('twice');
    if (here.has(one)) return as('known');
    if (mark !== null) here.before.add(mark);
    if (bounce) return as('bounce');
    if (automatic && plan.automatic === 'leave') return as('automatic-left');
    if (others.length === 0 && [...parties.senders, ...parties.recipients].length > 0) return as('internal');
    const when = { at: about.at ?? new Date(), fromServer: false };
    const place = outbound ? placeOutbound(parties, known, when) : placeInbound(parties, known, when);
    if (place.clientId === null) return as(plan.unknown === 'keep' ? 'unplaced' : 'unknown');
    // What answers it further down in the same batch finds it.
    if (parties.messageId !== null)
      known.byMessageId.set(parties.messageId, [
        ...(known.byMessageId.get(parties.messageId) ?? []),
        { id: notYet, clientId: place.clientId },
      ]);
    return as('placed', place.clientId);
  }

  private async here(tx: Tx, importId: string, letters: readonly Looked[], first: number): Promise<Here> {
    const marks = letters.flatMap(({ mark }) => mark ?? []);
    const before = await this.letters.marksBefore(tx, importId, marks, first);
    const keys = await this.letters.knownKeys(
      tx,
      marks.filter((mark) => mark.startsWith('email:')),
    );
    const byHeader = letters.filter(({ found }) => found.contentDigest === null);
    const ids = await this.letters.knownIds(
      tx,
      byHeader.flatMap(({ parties }) => parties.messageId ?? []),
    );
    return {
      before,
      has: ({ mark, found, parties }) =>
        found.contentDigest === null
          ? parties.messageId !== null && ids.has(parties.messageId)
          : mark !== null && keys.has(mark),
    };
  }

  private async lookUp(tx: Tx, letters: readonly Looked[], own: ReadonlySet<string>): Promise<Looking> {
    const tokens = new Set(letters.flatMap(({ parties }) => parties.tokens));
    const ids = letters.flatMap(({ parties: { answers, messageId } }) => [...answers, messageId ?? '']);
    const addresses = letters.flatMap(({ outbound, parties }) => (outbound ? parties.recipients : parties.senders));
    return {
      own,
      byToken: await this.capture.conversationsByToken(tx, [...tokens]),
      byMessageId: new Map(await this.capture.conversationsByMessageId(tx, [...new Set(ids)])),
      awaiting: await this.capture.conversationsAwaiting(tx, [...new Set(ids)]),
      cardsOf: await this.capture.cardsByEmail(tx, [...new Set(addresses)]),
      // On which card a letter comes is told by these to nobody who is known already.
      ...{ byOutlookThread: new Map(), bySubject: new Map() },
    };
  }
}

/** Grows while a batch is judged. */
type Looking = Known & { readonly byMessageId: Map<string, readonly KnownConversation[]> };

interface Here {
  /** Further up in the source; grows while a batch is judged. */
  readonly before: Set<string>;
  has(one: Looked): boolean;
}

const notYet = 'not-yet' as ConversationId;

/** A letter is ours when one of our addresses wrote it, in whichever folder it lies. */
function look(found: FoundLetter, header: LetterHeader, n: number, own: ReadonlySet<string>): Looked {
  const parties = partiesOf({ header, envelope: null }, own);
  const outbound = parties.senders.some((sender) => own.has(sender));
  const { messageId } = parties;
  const mark =
    found.contentDigest !== null
      ? letterNaturalKey(header.messageId, found.contentDigest)
      : messageId === null
        ? null
        : `id:${messageId}`;
  return { n, found, header, outbound, parties, mark };
}

function notALetter(found: FoundLetter, n: number): JudgedLetter {
  const verdict = found.problem ?? 'not-a-letter';
  return {
    n,
    found,
    verdict,
    outbound: false,
    automatic: false,
    counterpart: null,
    at: found.at,
    mark: null,
    cardId: null,
  };
}

const dateOf = ({ header, at }: FoundLetter): Date | null => (header?.date ? new Date(header.date) : at);

/** Addresses as somebody typed them. @returns null where one of them is none */
export function addressesOf(typed: readonly string[]): string[] | null {
  const found = typed.map((one) => findEmail(one));
  return found.every((one) => one !== null) ? [...new Set(found)] : null;
}
