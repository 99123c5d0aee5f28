import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { sendLetter, type ChannelId, type DeliveryId, type SendLetter } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { composeLetter } from '../answering/compose-letter.js';
import { CompanyLettersRepository, type CompanyMailbox } from './company-letters.repository.js';

export interface LetterToEmployee {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Letters of the machinery to employees: a code, what became of an answer. They stand on no card and nobody answers them (RFC 3834: they
 * say that a machine wrote them).
 */
@Injectable()
export class CompanyLetters {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CompanyLettersRepository,
    private readonly evidence: EvidenceStore,
    private readonly outbox: Outbox,
  ) {}

  /** The given one if it can send now, else the oldest that can; null: none can. */
  mailbox(preferred: ChannelId | null = null): Promise<CompanyMailbox | null> {
    return this.uow.run((tx) => this.repository.mailbox(tx, preferred));
  }

  /** Its bytes are durable when this resolves; `order` sends it. */
  async write(from: CompanyMailbox, letter: LetterToEmployee): Promise<SendLetter> {
    const deliveryId = uuidv7() as DeliveryId;
    const messageId = `<${deliveryId}${from.address.slice(from.address.lastIndexOf('@'))}>`;
    const date = new Date();
    date.setUTCMilliseconds(0);
    const source = composeLetter({
      messageId,
      ...{ date, from: { name: from.name, address: from.address }, replyTo: null, to: letter.to, cc: [] },
      ...{ subject: letter.subject, inReplyTo: null, references: [], text: letter.text, html: null, attachments: [] },
      marks: { 'Auto-Submitted': 'auto-generated' },
    });
    const evidence = await this.evidence.put(source);
    return {
      deliveryId,
      ...{ channelId: from.id, messageId, evidence, prependHeaders: [] },
      envelope: { from: from.address, to: [letter.to] },
    };
  }

  async order(tx: Tx, letter: SendLetter): Promise<void> {
    await this.outbox.add(tx, sendLetter, letter);
  }
}
