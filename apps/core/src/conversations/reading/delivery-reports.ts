import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { DeliveryReportsRepository } from './delivery-reports.repository.js';
import type { DeliveryReport } from './letter-content.js';
import type { WaitingOriginal } from './reading.repository.js';

/** What a mail server told of one of our letters stands on that letter. */
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
  async take(tx: Tx, original: WaitingOriginal, report: DeliveryReport): Promise<void> {
    if (original.direction !== 'inbound' || report.messageId === null) return;
    const letter = await this.repository.findReported(tx, report.messageId);
    if (!letter || letter.id === original.interactionId) return;
    if (original.clientId === null && (await this.repository.attach(tx, original.interactionId, letter))) {
      const about = { subjectId: original.interactionId, clientId: letter.clientId, body: { reportOn: letter.id } };
      this.audit.record(tx, null, 'interaction.attached', about);
    }
    const failed = report.recipients
      .filter(({ action }) => action === 'failed')
      .map(({ address, status, diagnostic }) => ({ address, reply: (diagnostic || status).slice(0, 500) }));
    if (failed.length === 0 || (await this.repository.markBounced(tx, letter.id, failed)) === 0) return;
    const { clientId, id: interactionId } = letter;
    const data = { clientId, interactionId, state: 'bounced' } as const;
    tx.afterCommit(() =>
      this.live.publish(
        { event: 'delivery', data },
        clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' },
      ),
    );
  }
}
