import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { DeliveryReportsRepository, type ReportedLetter } from './delivery-reports.repository.js';
import type { DeliveryReport, ReadReceipt } from './letter-content.js';
import type { WaitingOriginal } from './reading.repository.js';
import type { ReadContent } from './reading-task.js';
import { isGone } from './undelivered-text.js';

type Told = Pick<ReadContent, 'report' | 'receipt' | 'saysAbsent'>;

/** What a mail server or a mail program told of one of our letters stands on that letter. */
@Injectable()
export class DeliveryReports {
  constructor(
    private readonly repository: DeliveryReportsRepository,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Whoever knows the Message-ID of a letter and a recipient of it can forge a report; that is the recipient, who can as well
   * say so in words.
   */
  async take(tx: Tx, original: WaitingOriginal, { report, receipt, saysAbsent }: Told): Promise<void> {
    if (original.direction !== 'inbound') return;
    if (original.flags.includes('receipt')) return this.takeReceipt(tx, original, receipt);
    if (report !== null) return this.takeReport(tx, original, report);
    if (saysAbsent && original.flags.includes('auto-reply'))
      await this.repository.flag(tx, original.interactionId, 'auto-reply', 'out-of-office');
  }

  private async takeReport(tx: Tx, original: WaitingOriginal, report: DeliveryReport): Promise<void> {
    if (report.messageId === null || (report.inWords && !original.flags.includes('bounce'))) return;
    const letter = await this.repository.findReported(tx, report.messageId);
    if (!letter || letter.id === original.interactionId) return;
    if (original.clientId === null && (await this.repository.attach(tx, original.interactionId, letter))) {
      const about = { subjectId: original.interactionId, clientId: letter.clientId, body: { reportOn: letter.id } };
      this.audit.record(tx, null, 'interaction.attached', about);
    }
    const failed = report.recipients
      .filter(({ action }) => action === 'failed')
      .map(({ address, status, diagnostic }) => ({
        address,
        ...{ code: status || 'undelivered', reply: (diagnostic || status).slice(0, 500) },
        gone: isGone(status, diagnostic),
      }));
    if (failed.length === 0) return;
    const sent = await this.repository.sentTo(tx, letter.id, failed);
    if (sent.length === 0) return;
    // Only what was sent there can have come back: nobody has an address marked that we did not write to.
    await this.takeGone(
      tx,
      failed.filter(({ gone, address }) => gone && sent.includes(address)),
    );
    if ((await this.repository.markBounced(tx, letter.id, failed)) > 0) this.tell(tx, letter, 'bounced');
  }

  /** Nothing arrives there: said beside the address, until somebody writes from it. */
  async takeGone(tx: Tx, gone: readonly { address: string; code: string; reply: string }[]): Promise<void> {
    if (gone.length === 0) return;
    const points = await this.repository.markUndeliverable(tx, gone);
    for (const { id, clientId, code } of points) {
      this.audit.record(tx, null, 'contact-point.undeliverable', { clientId, subjectId: id, body: { code } });
      tx.afterCommit(() => this.live.publish({ event: 'card', data: { clientId } }, { clientId }));
    }
  }

  /** One that names no letter of ours, or no recipient of it, is shown in the tray as what it is. */
  private async takeReceipt(tx: Tx, original: WaitingOriginal, receipt: ReadReceipt | null): Promise<void> {
    const letter = receipt?.messageId ? await this.repository.findReported(tx, receipt.messageId) : null;
    const sender = original.header.from?.[0]?.address.toLowerCase();
    const addresses = [...(receipt?.addresses ?? []), ...(sender === undefined ? [] : [sender])];
    if (!receipt || !letter || !(await this.repository.isRecipient(tx, letter.id, addresses)))
      return this.repository.flag(tx, original.interactionId, 'receipt', 'receipt-stray');
    if (receipt.displayed && (await this.repository.markRead(tx, letter.id, addresses)) > 0)
      this.tell(tx, letter, 'read');
  }

  private tell(tx: Tx, { clientId, id: interactionId }: ReportedLetter, state: 'bounced' | 'read'): void {
    const data = { clientId, interactionId, state } as const;
    tx.afterCommit(() =>
      this.live.publish(
        { event: 'delivery', data },
        clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' },
      ),
    );
  }
}
