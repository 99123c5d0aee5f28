import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { WhatsappContent, type EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../../alerts/alerts.js';
import { unsealed, unsealedStart } from '../../conversations/interaction-content.js';
import { ProtectionPolicyRepository } from '../policy/protection-policy.repository.js';
import { BypassContexts } from './bypass-context.js';
import { BypassRepository, type CapturedWords } from './bypass.repository.js';
import { findBypass, type BypassContext } from './find-bypass.js';
import type { Finding } from './finding.js';
import { invitations } from './invitations.js';

const lookEveryMs = 2_000;
const mostAtOnce = 50;
const shownText = 20_000;
/** Of a file its beginning and its end are looked through: in between nobody signs. */
const longestFile = 200_000;
/** Read at the page before it went, where somebody was asked. */
const textual = /^text\/|[+/](?:json|xml|vcard)$/;
const textualName = /\.(?:vcf|txt|csv|md|html?)$/i;

/**
 * What was captured is looked through afterwards: an employee's private address in a thread, words that lead away, and what was sent past the
 * page. Nothing of it stops a message; whoever is to know is told.
 */
@Injectable()
export class CapturedWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.lookAll(),
    (err) => this.logger.warn({ err }, 'what was captured could not be looked through'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: BypassRepository,
    private readonly policy: ProtectionPolicyRepository,
    private readonly contexts: BypassContexts,
    private readonly masterKey: MasterKey,
    private readonly alerts: Alerts,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  lookSoon(): void {
    void this.rounds.soon();
  }

  private async lookAll(): Promise<void> {
    while ((await this.look()) === mostAtOnce);
  }

  private look(): Promise<number> {
    return this.uow.run(async (tx) => {
      const captured = await this.repository.take(tx, mostAtOnce);
      if (captured.length === 0) return 0;
      const policy = await this.policy.get(tx);
      if (policy.captured) {
        const cards = [...new Set(captured.flatMap(({ clientId }) => clientId ?? []))];
        const contextOf = await this.contexts.load(tx, cards, policy);
        for (const one of captured) {
          await this.judge(tx, one, contextOf(one.clientId));
          // A text takes up to milliseconds: whoever waits for the gateway meanwhile is not to wait for fifty of them.
          await breathe();
        }
      }
      await this.repository.done(
        tx,
        captured.map(({ seq }) => seq),
      );
      return captured.length;
    });
  }

  private async judge(tx: Tx, one: CapturedWords, context: BypassContext): Promise<void> {
    if (one.file !== null) return this.judgeFile(tx, one, context);
    const { header } = one;
    const people = [...(header.from ?? []), ...(header.to ?? []), ...(header.cc ?? []), ...(header.replyTo ?? [])];
    const addresses = people.map(({ address }) => address).join('\n');
    const words = this.wordsOf(one);
    const known = { ...context, strangers: false };
    const found = findBypass(words, one.direction === 'outbound' ? context : known);
    const private_ = [...findBypass(addresses, known), ...found].filter(({ employeeId }) => employeeId !== null);
    for (const finding of private_) await this.tellPrivate(tx, one, finding);
    if (one.direction === 'outbound') await this.tellSent(tx, one, found, private_.length > 0);
    else await this.tellReceived(tx, one, words);
  }

  /** What stands in a file counts as if it were written; what a client sends may name anybody but a colleague's private address. */
  private async judgeFile(tx: Tx, one: CapturedWords, context: BypassContext): Promise<void> {
    const text = unsealedStart(this.masterKey, one.sealedText, longestFile)?.text ?? '';
    const pieces =
      text.length <= shownText ? [text] : [text.slice(0, shownText), text.slice(shownText).slice(-shownText)];
    const found: Finding[] = [];
    for (const piece of pieces) {
      found.push(...findBypass(piece, one.direction === 'outbound' ? context : { ...context, strangers: false }));
      await breathe();
    }
    const private_ = found.filter(({ employeeId }) => employeeId !== null);
    for (const finding of private_) await this.tellPrivate(tx, one, finding);
    const { type, name } = one.file!;
    if (one.direction !== 'outbound' || (one.asked && (textual.test(type) || textualName.test(name)))) return;
    await this.tellSent(tx, one, found, private_.length > 0);
  }

  /** Whatever the letter says, and whoever wrote it: a colleague's private address has no business in a client's thread. */
  private async tellPrivate(tx: Tx, one: CapturedWords, { kind, employeeId }: Finding): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    const told = one.file === null ? `${one.clientId ?? one.id}:${one.direction}:${day}` : `${one.id}:${one.file.n}`;
    await this.alerts.raise(tx, {
      code: 'protection.private-address',
      ...{ severity: 'alarm', clientId: one.clientId },
      employeeId: employeeId as EmployeeId,
      details: { kinds: kind, direction: one.direction, interactionId: one.id, ...fileOf(one) },
      once: `protection.private-address:${employeeId}:${told}`,
    });
  }

  /** Past the page: typed on the phone, or out of a mail program. */
  private async tellSent(tx: Tx, one: CapturedWords, found: readonly Finding[], told: boolean): Promise<void> {
    const kinds = [...new Set(found.filter(({ employeeId }) => employeeId === null).map(({ kind }) => kind))];
    if (kinds.length === 0 || told || one.clientId === null) return;
    await this.alerts.raise(tx, {
      code: 'protection.bypass-sent',
      ...{ severity: 'warning', clientId: one.clientId, employeeId: one.employeeId },
      details: { kinds: kinds.join(', '), interactionId: one.id, ...fileOf(one) },
      once: `protection.bypass-sent:${one.changeId ?? one.id}${one.file === null ? '' : `:${one.file.n}`}`,
    });
  }

  /** A client may write their own numbers and links; that they ask to go elsewhere is worth knowing. Newsletters say such things all day. */
  private async tellReceived(tx: Tx, one: CapturedWords, words: string): Promise<void> {
    if (one.clientId === null || one.flags.includes('automatic')) return;
    if (!invitations(words).some(({ is }) => is === 'away')) return;
    const day = new Date().toISOString().slice(0, 10);
    await this.alerts.raise(tx, {
      code: 'protection.bypass-received',
      ...{ severity: 'warning', clientId: one.clientId },
      details: { kinds: 'invitation', interactionId: one.id },
      once: `protection.bypass-received:${one.clientId}:${day}`,
    });
  }

  private wordsOf(one: CapturedWords): string {
    const text = unsealedStart(this.masterKey, one.sealedText, shownText)?.text ?? '';
    // What is quoted was said before, and looked through then.
    const own = one.kind === 'email' ? text.replace(/^[ \t]*>.*$/gm, '') : text;
    const names = (one.attachments ?? []).map(({ name }) => name);
    const cards = unsealed(this.masterKey, one.sealedCards, 'text')?.replace(/\\[nr]/g, '\n') ?? '';
    return [one.subject, own, ...names, cards, ...this.decrypted(one)].join('\n');
  }

  private decrypted({ sealedContent }: CapturedWords): string[] {
    const { data } = WhatsappContent.safeParse(JSON.parse(unsealed(this.masterKey, sealedContent, 'text') ?? 'null'));
    if (!data) return [];
    const { text, media, contacts, poll } = data;
    return [text, media?.name ?? '', ...contacts.map(({ vcard }) => vcard), ...(poll?.options ?? [])];
  }
}

/** The file is named, so that somebody finds it. */
const fileOf = ({ file }: CapturedWords): { file?: string } => (file === null ? {} : { file: file.name.slice(0, 200) });
