import { Readable } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { copyMarkHeader, sendLetter, type DeliveryId, type EvidenceRef } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError, UserError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { decodeUndeclared } from '#libs/letters';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { ContactSight, maySeeContacts, type OwnAddresses } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { viewerFrom } from '../../access/viewer.js';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { findEmail } from '../../clients/contact-point.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { copyMark } from '../../routing/copy-mark.js';
import { composeLetter } from '../answering/compose-letter.js';
import { Quarantine } from '../attachments/quarantine.js';
import { unsealed } from '../interaction-content.js';
import { attachmentStream } from '../reading/attachment-stream.js';
import { CompanyLetters } from '../reach/company-letters.js';
import type { CompanyMailbox } from '../reach/company-letters.repository.js';
import { ReachAliases, type AliasOfAClient } from '../reach/reach-aliases.js';
import { ForwardingPolicyRepository } from './forwarding-policy.repository.js';
import { ForwardingRepository, type ForwardingRecipient, type WaitingLetter } from './forwarding.repository.js';
import { partsOf, redactedFile, type ForwardedFile } from './forwarded-letter.js';
import { Redaction } from './redaction.js';

const lookEveryMs = 1_000;
const mostAttempts = 20;
/** The scanner needs seconds. While it is away a letter goes without what nobody has looked at. */
const looksForVerdicts = 5;
/** Nobody writes more often than that in one conversation; two machines that answer each other do. */
const mostInAnHour = 30;

interface Composed {
  deliveryId: DeliveryId;
  messageId: string;
  evidence: EvidenceRef;
  alias: AliasOfAClient;
  blind: boolean;
}

/**
 * Sends letters of clients on to the mailbox in which whoever is responsible for them works: from our own address, so that SPF and DMARC hold
 * whatever the client's domain asks for, and to be answered to an alias. Whoever may not see the client's address gets a letter that does
 * not have it.
 */
@Injectable()
export class Forwarding implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.forwardAll(),
    (thrown) => this.log.warn({ code: asAppError(thrown).code }, 'letters could not be sent on; the queue keeps them'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ForwardingRepository,
    private readonly policy: ForwardingPolicyRepository,
    private readonly aliases: ReachAliases,
    private readonly letters: CompanyLetters,
    private readonly masking: Masking,
    private readonly quarantine: Quarantine,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when everything that was read is on its way */
  forwardSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private async forwardAll(): Promise<void> {
    await this.uow.run((tx) => this.repository.forgetOld(tx));
    const claim = () => (this.rounds.ended ? null : this.uow.run((tx) => this.repository.claim(tx)));
    for (let letter = await claim(); letter !== null; letter = await claim()) await this.forward(letter);
  }

  private async forward(letter: WaitingLetter): Promise<void> {
    try {
      if (letter.attempts <= looksForVerdicts && this.isBeingScanned(letter))
        return await this.uow.run((tx) => this.repository.postpone(tx, letter.id));
      const { recipients, own } = await this.uow.run(async (tx) => ({
        recipients: await this.repository.recipients(tx, letter, (await this.policy.get(tx)).substitutes),
        own: await this.masking.own(tx),
      }));
      for (const recipient of recipients) if (!recipient.done) await this.forwardTo(letter, recipient, own);
      await this.uow.run((tx) => this.repository.done(tx, letter.id));
    } catch (thrown) {
      const { code, kind } = asAppError(thrown);
      const why = kind === 'bug' ? { code, err: thrown } : { code };
      this.log.warn({ interactionId: letter.id, ...why }, 'a letter could not be sent on yet');
      if (letter.attempts < mostAttempts) await this.uow.run((tx) => this.repository.postpone(tx, letter.id));
      else await this.giveUp(letter);
    }
  }

  private async forwardTo(letter: WaitingLetter, recipient: ForwardingRecipient, own: OwnAddresses): Promise<void> {
    if (recipient.lately >= mostInAnHour) return this.stopLoop(letter, recipient);
    const from = await this.letters.mailbox(letter.channelId);
    if (from === null) return this.leave(letter, recipient, 'channel.cannot-send');
    try {
      const composed = await this.compose(letter, recipient, from, own);
      await this.order(letter, recipient, from, composed);
    } catch (thrown) {
      // No address on the card, or a letter whose attachments cannot be found again: it lies on the page as it is.
      if (!(thrown instanceof UserError)) throw thrown;
      await this.leave(letter, recipient, thrown.code);
    }
  }

  /** @throws UserError `reach.no-alias`, `attachment.missing` */
  private async compose(
    letter: WaitingLetter,
    recipient: ForwardingRecipient,
    from: CompanyMailbox,
    own: OwnAddresses,
  ): Promise<Composed> {
    const deliveryId = uuidv7() as DeliveryId;
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const messageId = `<${deliveryId}@${domain}>`;
    const blind = !maySeeContacts(viewerFrom(recipient));
    const contactPointId = contactOf(letter);
    if (contactPointId === null) throw new UserError('reach.no-alias');
    const { alias, references } = await this.uow.run(async (tx) => ({
      alias: await this.aliases.aliasOf(tx, {
        ...{ employeeId: recipient.id, clientId: letter.clientId, contactPointId, channelId: from.id },
      }),
      references: await this.repository.thread(tx, recipient.id, letter.conversationId),
    }));
    const redaction = blind ? redactionFor(letter, alias.address, own) : null;
    const parts = partsOf(this.asRead(letter), redaction, { locale: recipient.locale, domain });
    const source = composeLetter({
      messageId,
      ...{ date: letter.occurredAt, from: { name: parts.fromName, address: from.address } },
      ...{ replyTo: alias.address, to: recipient.address, cc: [] },
      ...{ subject: parts.subject, inReplyTo: references.at(-1) ?? null, references },
      ...{ text: parts.text, html: parts.html },
      attachments: parts.files.map((file) => ({
        name: file.name,
        ...{ type: file.type, contentId: file.contentId },
        open: () => this.open(letter, file, redaction),
      })),
      marks: {
        [copyMarkHeader]: copyMark(this.masterKey, letter.id),
        // RFC 3834: nobody's machine answers it, with its owner's absence above all. Exchange has a word of its own for that.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
    });
    return { deliveryId, messageId, alias, blind, evidence: await this.evidence.put(source) };
  }

  private async order(
    letter: WaitingLetter,
    recipient: ForwardingRecipient,
    from: CompanyMailbox,
    { deliveryId, messageId, evidence, alias, blind }: Composed,
  ): Promise<void> {
    const { id: interactionId, clientId } = letter;
    const employeeId = recipient.id;
    await this.uow.run(async (tx) => {
      const isNew = await this.repository.insert(tx, {
        deliveryId,
        ...{ interactionId, channelId: from.id, employeeId, recipient: recipient.address },
        ...{ aliasId: alias.id, messageId, evidence, blind },
      });
      if (!isNew) return;
      await this.outbox.add(tx, sendLetter, {
        deliveryId,
        ...{ channelId: from.id, messageId, evidence, prependHeaders: [] },
        envelope: { from: from.address, to: [recipient.address] },
      });
      this.audit.record(tx, null, 'letter.forwarded', {
        clientId,
        subjectId: interactionId,
        body: { employeeId, blind },
      });
      tx.afterCommit(() =>
        this.live.publish({ event: 'delivery', data: { clientId, interactionId, state: 'queued' } }, { clientId }),
      );
    });
  }

  private isBeingScanned({ attachments, scans }: WaitingLetter): boolean {
    return attachments.some(({ n }) => {
      const { scan, held } = this.quarantine.of(scans, n);
      return held && scan === 'waiting';
    });
  }

  private asRead(letter: WaitingLetter) {
    const { header, clientName, subject, sealedText, sealedHtml, attachments, scans } = letter;
    return {
      senderName: header.from?.[0]?.name ?? '',
      ...{ clientName, subject },
      attachments: attachments.map((file) => ({ ...file, held: this.quarantine.of(scans, file.n).held })),
      text: unsealed(this.masterKey, sealedText, 'text'),
      html: unsealed(this.masterKey, sealedHtml, 'html'),
    };
  }

  private async open(letter: WaitingLetter, file: ForwardedFile, redaction: Redaction | null): Promise<Readable> {
    const bytes = await attachmentStream(this.evidence, letter.sha256, file.n);
    if (redaction === null || !file.redacted) return bytes;
    return Readable.from([await redactedFile(bytes, redaction, (all) => decodeUndeclared(all, null))]);
  }

  /** It lies on the card and the page; that it did not go further stands in the journal. */
  private leave({ id, clientId }: WaitingLetter, recipient: ForwardingRecipient, code: string): Promise<void> {
    return this.uow.run((tx) => {
      const body = { employeeId: recipient.id, code };
      this.audit.record(tx, null, 'letter.not-forwarded', { clientId, subjectId: id, body });
      return Promise.resolve();
    });
  }

  private async stopLoop(letter: WaitingLetter, recipient: ForwardingRecipient): Promise<void> {
    const { id: interactionId, clientId, conversationId } = letter;
    await this.uow.run((tx) =>
      this.alerts.raise(tx, {
        code: 'forwarding.loop',
        severity: 'warning',
        ...{ clientId, employeeId: recipient.id, details: { interactionId } },
        once: `forwarding.loop:${conversationId}:${new Date().toISOString().slice(0, 10)}`,
      }),
    );
    await this.leave(letter, recipient, 'forwarding.loop');
  }

  private async giveUp({ id: interactionId, clientId }: WaitingLetter): Promise<void> {
    await this.uow.run(async (tx) => {
      await this.repository.done(tx, interactionId);
      await this.alerts.raise(tx, {
        code: 'forwarding.given-up',
        severity: 'warning',
        ...{ clientId, details: { interactionId } },
        once: `forwarding.given-up:${interactionId}`,
      });
    });
  }
}

/** To which address of the card an answer goes: the one that the letter came from, or asks to be answered to, else its first. */
function contactOf({ header, contacts }: WaitingLetter): string | null {
  const emails = contacts.filter(({ kind }) => kind === 'email');
  const wrote = [...(header.from ?? []), ...(header.replyTo ?? [])].map(({ address }) => findEmail(address));
  const known = wrote.flatMap((address) => emails.filter(({ value }) => value === address));
  return (known[0] ?? emails[0])?.id ?? null;
}

/** Who wrote may do so from an address that the card does not have: it is the client's all the same. */
function redactionFor({ header, contacts }: WaitingLetter, alias: string, own: OwnAddresses): Redaction {
  const sight = new ContactSight(false, { ...own, emails: new Set([...own.emails, alias]) });
  const wrote = [...(header.from ?? []), ...(header.replyTo ?? [])].map(
    ({ address }) => findEmail(address) ?? address.trim().toLowerCase(),
  );
  const theirs = [...contacts.filter(({ kind }) => kind === 'email').map(({ value }) => value), ...wrote];
  return new Redaction(
    sight,
    contacts,
    theirs.filter((address) => address !== '' && !sight.isOurs('email', address)),
    alias,
  );
}
