import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  sendLetter,
  sendWhatsapp,
  type ClientId,
  type InteractionId,
  type SendLetter,
  type SendWhatsapp,
  type Sha256,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Alerts } from '../../alerts/alerts.js';
import { ProtectionPolicyRepository } from '../policy/protection-policy.repository.js';
import { BypassContexts } from './bypass-context.js';
import { findBypass } from './find-bypass.js';
import type { Finding } from './finding.js';
import { linksAndWords } from './links-and-words.js';
import { OutgoingCheckRepository } from './outgoing-check.repository.js';
import { sealedOrders } from './sealed-orders.js';

/** free: nothing was found, or nobody looks; confirmed: it goes, and somebody is told; held: it waits for a head. */
export type Verdict =
  { readonly is: 'free' } | { readonly is: 'confirmed' | 'held'; readonly findings: readonly Finding[] };
export const freely: Verdict = { is: 'free' };

interface File {
  readonly name: string;
  readonly type: string;
  readonly sha256: Sha256;
  readonly size: string;
}

/** What goes out of one thing that was written. */
export type Orders =
  | { readonly medium: 'email'; readonly orders: readonly SendLetter[] }
  | { readonly medium: 'whatsapp'; readonly orders: readonly SendWhatsapp[] };

/** Of a file what is text is looked through; longer ones by their name alone. */
const longestFileBytes = 200_000;
const textual = /^text\/|[+/](?:json|xml|vcard)$/;
const textualName = /\.(?:vcf|txt|csv|md|html?)$/i;

/** Before something goes to a client: does it lead them away from the company? */
@Injectable()
export class OutgoingCheck {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly policy: ProtectionPolicyRepository,
    private readonly contexts: BypassContexts,
    private readonly repository: OutgoingCheckRepository,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly alerts: Alerts,
  ) {}

  /**
   * @param confirmed whoever writes was asked, and means it
   * @throws UserError `protection.warned` with `findings`: nothing has happened yet
   */
  async examine(
    viewer: Viewer,
    clientId: ClientId,
    said: { words: readonly string[]; html: string | null; files: readonly File[] },
    confirmed: boolean,
  ): Promise<Verdict> {
    const { policy, context } = await this.uow.as(scopeOf(viewer), async (tx) => {
      const found = await this.policy.get(tx);
      const contextOf = found.outgoing === 'off' ? null : await this.contexts.load(tx, [clientId], found);
      return { policy: found, context: contextOf?.(clientId) ?? null };
    });
    if (context === null) return freely;
    const words = [...said.words, ...said.files.map(({ name }) => name), ...(await this.wordsOf(said.files))];
    const plain = words.flatMap((text) => findBypass(text, context));
    const marked = said.html === null ? [] : findBypass(linksAndWords(said.html), context);
    // The markup says the same as the text, as a rule; what only it says counts too.
    const findings = [...plain, ...marked.filter(({ kind }) => !plain.some((one) => one.kind === kind))];
    if (findings.length === 0) return freely;
    if (policy.outgoing === 'hold' && viewer.role === 'employee') return { is: 'held', findings };
    if (!confirmed) {
      const shown = findings.slice(0, 20).map(({ kind, text }) => ({ kind, text }));
      throw new UserError('protection.warned', { findings: shown });
    }
    return { is: 'confirmed', findings };
  }

  /** Orders it, or keeps the order until a head has looked. Deliveries must be written already. */
  async pass(
    tx: Tx,
    viewer: Pick<Viewer, 'employeeId'>,
    verdict: Verdict,
    about: { clientId: ClientId | null; interactionId: InteractionId } & Orders,
  ): Promise<void> {
    const held = verdict.is === 'held';
    if (!held) {
      if (about.medium === 'email') await this.outbox.addMany(tx, sendLetter, about.orders);
      else await this.outbox.addMany(tx, sendWhatsapp, about.orders);
    }
    if (verdict.is === 'free') return;
    const { clientId, interactionId, medium } = about;
    const { employeeId } = viewer;
    await this.repository.insert(tx, {
      id: uuidv7(),
      ...{ employeeId, clientId, interactionId, medium, decision: verdict.is },
      findings: verdict.findings.map(({ kind }) => ({ kind })),
      sealedOrders: held ? sealedOrders.seal(this.masterKey, about) : null,
    });
    if (held) {
      const ids = about.orders.map(({ deliveryId }) => deliveryId);
      await this.repository.moveDeliveries(tx, ids, 'held');
    }
    await this.raise(tx, viewer, verdict, { clientId, interactionId, medium });
  }

  /**
   * Whoever is to know is told that it went, or waits. A rewording has no orders that could wait: of it this alone is done.
   * @param about `once`: what it is told of, once; the message itself where nothing is said
   */
  async raise(
    tx: Tx,
    { employeeId }: Pick<Viewer, 'employeeId'>,
    verdict: Verdict,
    about: { clientId: ClientId | null; interactionId: InteractionId; medium: Orders['medium']; once?: string },
  ): Promise<void> {
    if (verdict.is === 'free') return;
    const { clientId, interactionId, medium, once = interactionId } = about;
    const kinds = [...new Set(verdict.findings.map(({ kind }) => kind))].join(', ');
    const code = verdict.is === 'held' ? 'protection.held' : 'protection.bypass-sent';
    const details = { kinds, medium, interactionId };
    await this.alerts.raise(tx, {
      code,
      ...{ severity: 'warning', employeeId, clientId, details },
      once: `${code}:${once}`,
    });
  }

  private async wordsOf(files: readonly File[]): Promise<string[]> {
    const read = files.filter(
      ({ type, name, size }) => Number(size) <= longestFileBytes && (textual.test(type) || textualName.test(name)),
    );
    const bytes = await Promise.all(read.map(({ sha256 }) => this.evidence.read(sha256, longestFileBytes)));
    return bytes.map((content) => content.toString('utf8'));
  }
}
