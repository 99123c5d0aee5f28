import { Injectable } from '@nestjs/common';
import { judgeAliasLetter, lookAlias, type ReplyOf } from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { EvidenceStore } from '#libs/evidence';
import { findAlias } from '#libs/letters';
import type { KeptLetter } from '../capture.service.js';
import { CorporateAddresses } from './corporate-addresses.js';
import { LetterRefused } from './letter-guard.js';
import { authenticationOf, type DeliveredBy, type DnsResolver } from './letter-authentication.js';

type Verdict = ReplyOf<typeof judgeAliasLetter>;

/** What whoever wrote reads in the report of their own server. */
const words: Readonly<Record<string, string>> = {
  'reach.alias-dead':
    '5.7.1 This address is in use no more: somebody else looks after the client. The letter is kept, and was not sent on',
  'reach.not-yours':
    '5.7.1 This address takes letters from one mailbox alone, and not from yours. The letter is kept, and was not sent on',
  'reach.not-authentic':
    '5.7.26 Your own domain says that this letter is not from it (SPF, DKIM or DMARC). It is kept, and was not sent on',
};

/** Letters to the addresses by which employees write to clients. What such an address means only core knows. */
@Injectable()
export class AliasDoor {
  /** A test has names of its own. */
  resolver: DnsResolver | undefined = undefined;

  constructor(
    private readonly bus: Bus,
    private readonly evidence: EvidenceStore,
    private readonly addresses: CorporateAddresses,
  ) {}

  /** Whether it looks like one of ours; core is asked about no other. */
  isLike(address: string): boolean {
    const found = findAlias(address);
    return found !== null && this.addresses.hasDomain(found.domain);
  }

  /** @throws OperationalError when core is away: the sender keeps the letter */
  async look(address: string): Promise<'live' | 'dead' | 'unknown'> {
    const { aliases } = await this.bus.ask(lookAlias, { addresses: [address] });
    return aliases[0]?.is ?? 'unknown';
  }

  /** When it resolves core has the letter. @throws LetterRefused, and OperationalError as `look` */
  async take({ evidence, facts, receivedAt }: KeptLetter, aliases: readonly string[], by: DeliveredBy): Promise<void> {
    const authentication = await authenticationOf(await this.evidence.open(evidence.sha256), by, this.resolver);
    const { verdict, code }: Verdict = await this.bus.ask(judgeAliasLetter, {
      aliases: [...aliases],
      ...{ envelopeFrom: by.sender.slice(0, 320), receivedAt: receivedAt.toISOString() },
      ...{ evidence, ...facts, authentication },
    });
    if (verdict === 'refused') throw new LetterRefused(550, words[code ?? ''] ?? '5.7.1 The letter was not sent on');
  }
}
