import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { asAppError, OperationalError, UserError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { aliasesIn, restored, type Restoring } from '#libs/letters';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom, type Viewer } from '../../../access/viewer.js';
import { AnsweringService } from '../../answering/answering.service.js';
import { UploadsService } from '../../answering/uploads.service.js';
import { interactionIdFor } from '../../answering/writing.js';
import { unsealed, type ReadAttachment } from '../../interaction-content.js';
import { attachmentStream } from '../../reading/attachment-stream.js';
import { withoutOpenedPacks } from '../../reading/meant/files-of-tnef.js';
import { ReadingPool } from '../../reading/reading-pool.js';
import { CompanyLetters } from '../company-letters.js';
import { ReachAliases, reachedBy, type Reached } from '../reach-aliases.js';
import type { KnownAlias } from '../reach-aliases.repository.js';
import { ReachLettersRepository, type WaitingAnswer } from './reach-letters.repository.js';
import { UntoldFailures } from './untold-failures.js';

const lookEveryMs = 1_000;
const mostAttempts = 20;

interface ReadAnswer {
  text: string;
  html: string | null;
  attachments: readonly ReadAttachment[];
}

/**
 * What an employee wrote to an alias from the mailbox where they work goes to the client as if it were written on the page: composed anew under
 * the corporate address, with the same gate, the same look for what leads clients away, the same copies. Nothing of their own letter's
 * header goes along.
 */
@Injectable()
export class AliasAnswers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.answerAll(),
    (thrown) =>
      this.log.warn({ code: asAppError(thrown).code }, 'answers to aliases could not be written; they are kept'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ReachLettersRepository,
    private readonly aliases: ReachAliases,
    private readonly answering: AnsweringService,
    private readonly uploads: UploadsService,
    private readonly pool: ReadingPool,
    private readonly letters: CompanyLetters,
    private readonly failures: UntoldFailures,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  nudge(): void {
    void this.answerSoon();
  }

  /** @returns when everything is written that can be, and whoever is to be told of what cannot is */
  answerSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private async answerAll(): Promise<void> {
    const claim = () => (this.rounds.ended ? null : this.uow.run((tx) => this.repository.claim(tx)));
    for (let answer = await claim(); answer !== null; answer = await claim()) await this.answer(answer);
    if (!this.rounds.ended) await this.failures.tell();
  }

  private async answer(answer: WaitingAnswer): Promise<void> {
    try {
      await this.send(answer);
      await this.uow.run((tx) => this.repository.sent(tx, answer.id));
    } catch (thrown) {
      const error = asAppError(thrown);
      this.log.warn({ reachLetterId: answer.id, code: error.code }, 'an answer to an alias could not be sent');
      const final = error.kind === 'user' || answer.attempts >= mostAttempts;
      await this.uow.run((tx) =>
        final ? this.repository.failed(tx, answer.id, error.code) : this.repository.postpone(tx, answer.id),
      );
    }
  }

  /** @throws UserError why it never will be: `reach.alias-dead`, `letter.unreadable`, and what AnsweringService.send throws */
  private async send({ id, token, header, sha256, employee }: WaitingAnswer): Promise<void> {
    const alias = await this.uow.run((tx) => this.aliases.findByToken(tx, token));
    const reached = alias === null ? null : reachedBy(alias);
    if (alias === null || reached === null || !employee.active) throw new UserError('reach.alias-dead');
    const viewer = viewerFrom(employee);
    const { clientId, contactPointId } = reached;
    const read = await this.read(sha256);
    const words = await this.words(read, alias, reached, employee.mailbox);
    const conversationId = await this.uow.run((tx) =>
      this.repository.conversation(tx, employee.id, clientId, [...header.inReplyTo, ...header.references.toReversed()]),
    );
    const { ids, inline, html } = await this.files(viewer, sha256, read.attachments, words);
    await this.uow.run((tx) => this.repository.goesAs(tx, id, interactionIdFor(viewer, id)));
    await this.answering.send(
      viewer,
      clientId,
      {
        medium: 'email',
        ...{ contactPointId, attachmentIds: ids, subject: header.subject.trim() || '—' },
        ...(conversationId === null ? { channelId: alias.channelId } : { conversationId }),
        ...{ text: words.text.trim() === '' && ids.length === 0 ? '—' : words.text },
        ...(html === null ? {} : { html }),
        // Nobody is there to be asked: what is to be held is held, and of everything else somebody hears afterwards.
        // Their own mail program has signed it.
        ...{ confirmed: true, anyway: true, signature: false, idempotencyKey: id },
      },
      { inline },
    );
  }

  /** In a thread of its own: a letter that kills it, by memory or by time, harms no other. */
  private async read(sha256: WaitingAnswer['sha256']): Promise<ReadAnswer> {
    const outcome = await this.pool.read({ sha256, alsoFound: '', country: null });
    if (outcome === null || (outcome.is === 'failed' && !outcome.mayPass)) throw new UserError('letter.unreadable');
    if (outcome.is === 'failed') throw new OperationalError(outcome.code);
    const { sealedText, sealedHtml, attachments } = outcome.content;
    const open = (sealed: Uint8Array | null, what: 'text' | 'html') =>
      unsealed(this.masterKey, sealed && Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength), what);
    return {
      text: open(sealedText, 'text') ?? '',
      html: open(sealedHtml, 'html'),
      attachments: JSON.parse(attachments) as ReadAttachment[],
    };
  }

  /** An alias of another client, quoted by mistake, becomes our address: no client hears of another. */
  private async words(
    { text, html }: ReadAnswer,
    alias: KnownAlias,
    { clientId, address }: Reached,
    mailbox: string | null,
  ): Promise<{ text: string; html: string | null; ours: string }> {
    const quoted = [...new Set([...aliasesIn(text), ...aliasesIn(html ?? '')])];
    const found = await this.uow.run((tx) => this.aliases.find(tx, quoted));
    const ours = (await this.letters.mailbox(alias.channelId))?.address;
    if (ours === undefined) throw new UserError('channel.cannot-send', { because: 'no-smarthost' });
    const theirs = (one: string) => {
      const known = found.get(one);
      return known?.clientId === clientId ? (known.address ?? address) : ours;
    };
    const restoring: Restoring = { instead: new Map(quoted.map((one) => [one, theirs(one)])), mailbox, ours };
    return { text: restored(text, restoring), html: html === null ? null : restored(html, restoring), ours };
  }

  /** Pictures in the letter are named by us: a Content-ID tells the machine or the company of whoever made it. */
  private async files(
    viewer: Viewer,
    sha256: WaitingAnswer['sha256'],
    attachments: readonly ReadAttachment[],
    { html, ours }: { html: string | null; ours: string },
  ): Promise<{ ids: string[]; inline: Map<string, string>; html: string | null }> {
    const inline = new Map<string, string>();
    const ids: string[] = [];
    let shown = html;
    for (const { n, name, type, contentId, inline: inside } of withoutOpenedPacks(attachments)) {
      const upload = await this.uploads.store(viewer, { name, type }, await attachmentStream(this.evidence, sha256, n));
      ids.push(upload.id);
      if (shown === null || !inside || contentId === null) continue;
      const named = `file-${n}${ours.slice(ours.lastIndexOf('@'))}`;
      inline.set(upload.id, named);
      const theirs = contentId.replace(/^<|>$/g, '');
      for (const written of new Set([theirs, encodeURIComponent(theirs), encodeURI(theirs)]))
        shown = shown.replaceAll(`cid:${written}`, `cid:${named}`);
    }
    return { ids, inline, html: shown };
  }
}
