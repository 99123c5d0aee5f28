import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../access/viewer.js';
import { BypassContexts } from '../../protection/bypass/bypass-context.js';
import { findBypass } from '../../protection/bypass/find-bypass.js';
import { freely, OutgoingCheck, type Verdict } from '../../protection/bypass/outgoing-check.js';
import { HeldTold } from '../../protection/held/held-told.js';
import { sealedOrders } from '../../protection/bypass/sealed-orders.js';
import { ProtectionPolicyRepository } from '../../protection/policy/protection-policy.repository.js';
import { AnsweringRepository } from '../answering/answering.repository.js';
import { unsealedStart } from '../interaction-content.js';
import { Signatures } from '../signatures/signatures.js';
import { SubmissionRepository, type WaitingLetter } from './submission.repository.js';

const lookEveryMs = 500;
const mostAtOnce = 50;
const shownText = 20_000;

/**
 * Where the company holds what leads a client away, a letter of a mail program waits until its words were read: then it goes, or waits for
 * a head. One that cannot be read waits too.
 */
@Injectable()
export class SubmissionRelease implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.lookAll(),
    (err) => this.log.warn({ err }, 'letters of mail programs could not be looked through; they wait'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SubmissionRepository,
    private readonly policy: ProtectionPolicyRepository,
    private readonly contexts: BypassContexts,
    private readonly check: OutgoingCheck,
    private readonly told: HeldTold,
    private readonly answering: AnsweringRepository,
    private readonly signatures: Signatures,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when everything that was read has been decided */
  lookSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private async lookAll(): Promise<void> {
    while ((await this.look()) === mostAtOnce);
  }

  private look(): Promise<number> {
    return this.uow.run(async (tx) => {
      const waiting = await this.repository.takeRead(tx, mostAtOnce);
      if (waiting.length === 0) return 0;
      const policy = await this.policy.get(tx);
      const cards = [...new Set(waiting.flatMap(({ clientId }) => clientId ?? []))];
      const contextOf = await this.contexts.load(tx, cards, policy);
      for (const letter of waiting) {
        const findings = findBypass(await this.wordsOf(tx, letter), contextOf(letter.clientId));
        const unreadable = letter.problem !== null;
        const verdict: Verdict = findings.length > 0 || unreadable ? { is: 'held', findings } : freely;
        await this.decide(tx, letter, policy.outgoing === 'off' ? freely : verdict);
      }
      await this.repository.decided(
        tx,
        waiting.map(({ interactionId }) => interactionId),
      );
      return waiting.length;
    });
  }

  private async decide(
    tx: Tx,
    { employee, clientId, interactionId, conversationId, sealedOrders: sealed }: WaitingLetter,
    verdict: Verdict,
  ): Promise<void> {
    const orders = sealedOrders.open(this.masterKey, sealed);
    await this.check.pass(tx, viewerFrom(employee), verdict, { clientId, interactionId, ...orders });
    if (verdict.is === 'held') {
      const { medium } = orders;
      await this.told.waits(tx, {
        employeeId: employee.id,
        clientId,
        interactionId,
        medium,
        findings: verdict.findings,
      });
    }
    if (verdict.is === 'free' && conversationId !== null)
      await this.answering.answered(tx, conversationId, interactionId, new Date());
  }

  private async wordsOf(tx: Tx, letter: WaitingLetter): Promise<string> {
    const { subject, sealedText, attachments, employee, channelId } = letter;
    const text = unsealedStart(this.masterKey, sealedText, shownText)?.text ?? '';
    const signature = await this.signatures.for(tx, employee.id, channelId);
    // Of the signature that we put there only what its employee wrote, as on the page.
    const signed = signature === null ? text : text.replace(signature.text, () => signature.ownWords ?? '');
    // What is quoted was said before, and looked through then.
    const own = signed.replace(/^[ \t]*>.*$/gm, '');
    return [subject, own, ...(attachments ?? []).map(({ name }) => name)].join('\n');
  }
}
