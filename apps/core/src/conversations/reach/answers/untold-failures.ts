import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { ContactSight, maySeeContacts } from '../../../access/masking.js';
import { Masking } from '../../../access/masking.repository.js';
import { viewerFrom } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { CompanyLetters } from '../company-letters.js';
import { inWords, notDeliveredWords, notSentWords } from '../letters-to-employees.js';
import { ReachLettersRepository, type UntoldFailure } from './reach-letters.repository.js';

/**
 * Whoever wrote to a client from the mailbox where they work hears there, in our words, that the client has not got it. The report of the
 * client's server names their address, more than once: it stays on the card.
 */
@Injectable()
export class UntoldFailures {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ReachLettersRepository,
    private readonly letters: CompanyLetters,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  async tell(): Promise<void> {
    const next = () => this.uow.run((tx) => this.repository.untold(tx));
    for (let failure = await next(); failure !== null; failure = await next()) await this.tellOf(failure);
  }

  private async tellOf(failure: UntoldFailure): Promise<void> {
    const { id, employee, channelId } = failure;
    const from = await this.letters.mailbox(channelId);
    const to = employee.active ? employee.mailbox : null;
    const letter =
      from === null || to === null ? null : await this.letters.write(from, { to, ...(await this.wordsOf(failure)) });
    await this.uow.run(async (tx) => {
      await this.repository.told(tx, id);
      if (letter === null) return;
      await this.letters.order(tx, letter);
      this.audit.record(tx, null, 'alias-letter.failure-told', { subjectId: id, body: { employeeId: employee.id } });
    });
  }

  private async wordsOf(failure: UntoldFailure): Promise<{ subject: string; text: string }> {
    const { employee, state, receivedAt } = failure;
    const own = await this.uow.run((tx) => this.masking.own(tx));
    const sight = new ContactSight(maySeeContacts(viewerFrom(employee)), own);
    return inWords(state === 'sent' ? notDeliveredWords : notSentWords, employee.locale, {
      client: sight.text(failure.clientName),
      subject: sight.text(failure.subject) || '—',
      reason: reasonOf(failure),
      at: `${receivedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    });
  }
}

/** RFC 3463's three figures say why and name nobody; where the server gave none, our own code. */
function reasonOf({ reply, code }: UntoldFailure): string {
  return /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reply ?? '')?.[0] ?? code ?? 'mail.not-delivered';
}
