import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type {
  InteractionId,
  judgeAliasLetter,
  LetterAuthentication,
  LetterReceived,
  lookAlias,
  ReplyOf,
  RequestOf,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { findAlias, letterNaturalKey } from '#libs/letters';
import { Alerts } from '../../../alerts/alerts.js';
import { Audit } from '../../../audit/audit.js';
import { findEmail } from '../../../clients/contact-point.js';
import { natureOf } from '../../capture/letter-nature.js';
import { InteractionsRepository } from '../../interactions.repository.js';
import { ReachAliases, reachedBy } from '../reach-aliases.js';
import type { KnownAlias } from '../reach-aliases.repository.js';
import { WorkMailboxesRepository } from '../work-mailboxes/work-mailboxes.repository.js';
import { ReachLettersRepository, type NewReachLetter } from './reach-letters.repository.js';

type Judged = RequestOf<typeof judgeAliasLetter>;
type Verdict = ReplyOf<typeof judgeAliasLetter>;

/** Why somebody does not write to a client; stable for ever. */
type Refusal = 'reach.alias-dead' | 'reach.not-yours' | 'reach.not-authentic';

/**
 * Whether a letter to aliases is from whom they belong to. An alias is known to one employee alone and to nobody else's mailbox; that the letter
 * comes from theirs, and that their server vouches for it as far as it vouches for anything, is asked besides. What is refused is kept,
 * on the card of the client whom it was meant for, and somebody hears of it.
 */
@Injectable()
export class AliasLetters {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly aliases: ReachAliases,
    private readonly mailboxes: WorkMailboxesRepository,
    private readonly repository: ReachLettersRepository,
    private readonly interactions: InteractionsRepository,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
  ) {}

  look({ addresses }: RequestOf<typeof lookAlias>): Promise<ReplyOf<typeof lookAlias>> {
    return this.uow.run(async (tx) => {
      const known = await this.aliases.find(tx, addresses);
      return {
        aliases: addresses.map((address) => {
          const alias = known.get(address);
          return { address, is: alias === undefined ? 'unknown' : reachedBy(alias) ? 'live' : 'dead' };
        }),
      };
    });
  }

  /** Durable when it resolves: the mail role says 250 to `taken`. A letter that is told of twice is judged as the first time. */
  judge(letter: Judged): Promise<Verdict> {
    return this.uow.run(async (tx) => {
      const known = [...(await this.aliases.find(tx, letter.aliases)).values()];
      // Whoever writes to one that never was is told so before: it went between two looks.
      if (known.length === 0) return { verdict: 'refused', code: 'reach.alias-dead' };
      return this.take(tx, letter, known);
    });
  }

  /**
   * Those among letters out of a mailbox that are meant for aliases: where no server of ours receives, the provider's delivers them with the
   * others, and nobody can be told 550 any more. They are taken here as those at our own door, and are nobody's letter to the company.
   * @returns the others
   */
  async divert(tx: Tx, letters: readonly LetterReceived[]): Promise<LetterReceived[]> {
    const meant = new Map(letters.map((letter) => [letter, aliasesAmong(letter)]));
    const named = [...new Set([...meant.values()].flat())];
    if (named.length === 0) return [...letters];
    const known = await this.aliases.find(tx, named);
    const others: LetterReceived[] = [];
    for (const letter of letters) {
      const aliases = meant.get(letter)!.flatMap((address) => known.get(address) ?? []);
      if (aliases.length === 0) others.push(letter);
      else await this.take(tx, asJudged(letter), aliases);
    }
    return others;
  }

  private async take(tx: Tx, letter: Judged, known: readonly KnownAlias[]): Promise<Verdict> {
    const aliases = [...new Map(known.map((alias) => [alias.id, alias])).values()];
    const refusal = await this.refusalOf(tx, letter, aliases);
    const machine = natureOf(asReceived(letter)).automatic;
    const state = refusal !== null ? 'refused' : machine ? 'dropped' : 'waiting';
    const rows = aliases.map((alias) => rowOf(letter, alias, state, refusal));
    const fresh = await this.repository.insert(tx, rows);
    for (const [n, alias] of aliases.entries()) {
      const row = rows[n]!;
      if (!fresh.has(row.id)) continue;
      if (refusal !== null) await this.keepRefused(tx, letter, alias, row, refusal);
      else this.note(tx, alias, row);
    }
    return refusal === null ? { verdict: 'taken', code: null } : { verdict: 'refused', code: refusal };
  }

  /** Of the whole letter: what is not for all of them goes to none, and whoever wrote it is told by their own server. */
  private async refusalOf(tx: Tx, letter: Judged, aliases: readonly KnownAlias[]): Promise<Refusal | null> {
    const [from, ...others] = letter.header.from.map(({ address }) => findEmail(address));
    const holder = from && others.length === 0 ? (await this.mailboxes.holders(tx, [from])).get(from) : undefined;
    // Whoever left has no mailbox here any more: that the alias is dead says more.
    if (aliases.some((alias) => reachedBy(alias) === null)) return 'reach.alias-dead';
    if (aliases.some(({ employeeId }) => employeeId !== holder)) return 'reach.not-yours';
    return isForged(letter.authentication) ? 'reach.not-authentic' : null;
  }

  private async keepRefused(
    tx: Tx,
    letter: Judged,
    alias: KnownAlias,
    { id, naturalKey }: NewReachLetter,
    code: Refusal,
  ): Promise<void> {
    const interactionId = uuidv7() as InteractionId;
    const at = new Date(letter.receivedAt);
    const written = await this.interactions.insert(tx, {
      id: interactionId,
      ...{ clientId: alias.clientId, conversationId: null, channelId: alias.channelId },
      // Nobody's word to the client and none of theirs: it answers nothing and is answered by nobody.
      ...{
        medium: 'email',
        direction: 'internal',
        kind: 'email',
        occurredAt: at,
        capturedAt: new Date(),
        employeeId: null,
      },
      ...{ subject: letter.header.subject, header: letter.header, messageId: null, placedAt: null },
      naturalKey: `alias:${alias.id}:${naturalKey}`,
      ...{ evidenceSha256: letter.evidence.sha256, evidenceSize: letter.evidence.size },
      flags: ['alias-refused'],
    });
    if (!written) return;
    await this.repository.shownAs(tx, id, interactionId);
    await this.alerts.raise(tx, {
      code,
      ...{ severity: 'warning', employeeId: alias.employeeId, clientId: alias.clientId },
      details: { interactionId },
      once: `${code}:${interactionId}`,
    });
    const body = { code, employeeId: alias.employeeId };
    this.audit.record(tx, null, 'alias-letter.refused', { clientId: alias.clientId, subjectId: interactionId, body });
  }

  private note(tx: Tx, { clientId, employeeId }: KnownAlias, { id, state }: NewReachLetter): void {
    const action = state === 'dropped' ? 'alias-letter.dropped' : 'alias-letter.taken';
    this.audit.record(tx, { employeeId }, action, { clientId, subjectId: id });
  }
}

/**
 * Whether the sender's own domain says that it is not from them. Where it says nothing, or cannot be asked, the token and the mailbox have
 * to do: most private mailboxes are at providers that say it.
 */
export function isForged({ spf, dkim, dmarc, policy }: LetterAuthentication): boolean {
  if (dmarc === 'pass' || dkim === 'pass') return false;
  if (dmarc === 'fail') return policy !== 'none' || spf === 'fail';
  return spf === 'fail';
}

function rowOf(letter: Judged, alias: KnownAlias, state: NewReachLetter['state'], code: string | null): NewReachLetter {
  const { header, evidence, receivedAt, contentDigest } = letter;
  const naturalKey = letterNaturalKey(header.messageId, contentDigest);
  return { id: uuidv7(), aliasId: alias.id, naturalKey, header, evidence, receivedAt, state, code };
}

const asReceived = ({
  header,
  envelopeFrom,
  evidence,
  contentDigest,
  receivedAt,
  aliases,
}: Judged): LetterReceived => ({
  header,
  ...{ evidence, contentDigest, receivedAt, source: 'smtp', sourceRef: '', direction: 'inbound' },
  channelId: '00000000-0000-0000-0000-000000000000' as LetterReceived['channelId'],
  envelope: { from: envelopeFrom, to: aliases },
});

/** What a letter out of a mailbox says of whom it is for; of one that came to our own door the envelope said it. */
function aliasesAmong({ source, direction, header }: LetterReceived): string[] {
  if (source !== 'imap' || direction !== 'inbound') return [];
  const named = [...header.deliveredTo, ...[...header.to, ...header.cc].map(({ address }) => address)];
  return [...new Set(named.filter((address) => findAlias(address) !== null))];
}

/** Its way here is the provider's: whether the sender's domain vouches for it we cannot ask. */
const asJudged = ({ header, evidence, contentDigest, receivedAt, envelope }: LetterReceived): Judged => ({
  header,
  ...{ evidence, contentDigest, receivedAt, aliases: [], envelopeFrom: envelope?.from ?? '-' },
  authentication: { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown', policy: null },
});
