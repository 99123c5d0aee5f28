import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { bodyWords } from '../answering/clean-words.js';
import { cleanMarkup, unknownIn, wordsOfMarkup, type SignatureWords } from './signature-words.js';
import type {
  SignaturePolicy,
  SignaturePreview,
  SignatureShown,
  SignaturesView,
  SignatureUnder,
  SignatureView,
  SignatureWish,
} from './signature.view.js';
import {
  SignatureEmpty,
  SignatureForbidden,
  SignatureNotFound,
  SignatureVariablesUnknown,
} from './signatures.errors.js';
import { SignaturesRepository, type SignatureOf, type StoredSignature } from './signatures.repository.js';
import { Signatures } from './signatures.js';

/** Who says what stands under letters. */
@Injectable()
export class SignaturesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SignaturesRepository,
    private readonly signatures: Signatures,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<SignaturesView> {
    return this.uow.as(scopeOf(viewer), async (tx) => ({
      items: (await this.repository.list(tx, viewer)).map((row) => viewOf(viewer, row)),
      policy: await this.repository.policy(tx),
    }));
  }

  /** There is one of each: a second one takes the place of the first. @throws SignatureForbidden, SignatureEmpty, SignatureVariablesUnknown, UserError `team.not-found`, `channel.not-found` */
  put(viewer: Viewer, wish: SignatureWish): Promise<SignatureView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const of = await this.whose(tx, viewer, wish);
      const words = await cleaned(wish);
      await this.repository.put(tx, uuidv7(), of, words, viewer.employeeId);
      const row = (await this.repository.find(tx, of))!;
      const { teamId, channelId } = of;
      const body = { of: wish.of, teamId, channelId, markup: words.html !== null };
      this.audit.record(tx, viewer, 'signature.changed', { subjectId: row.id, body });
      return viewOf(viewer, row);
    });
  }

  /** @throws SignatureNotFound, SignatureForbidden */
  delete(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.lock(tx, id);
      // Another's own is not there, and neither is what one does not see.
      if (row === null || (row.employeeId !== null && row.employeeId !== viewer.employeeId))
        throw new SignatureNotFound(id);
      const of = kindOf(row);
      if (!mayKeep(viewer, row) && of !== 'me') throw new SignatureForbidden(of);
      await this.repository.delete(tx, id);
      const { teamId, channelId } = row;
      this.audit.record(tx, viewer, 'signature.deleted', { subjectId: id, body: { of, teamId, channelId } });
    });
  }

  /** @throws SignatureEmpty, SignatureVariablesUnknown, UserError `channel.not-found` */
  preview(viewer: Viewer, wish: SignaturePreview): Promise<SignatureShown> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const wanted = wish.from ?? wish.channelId;
      if (wanted !== null && !(await this.repository.mailboxExists(tx, wanted)))
        throw new UserError('channel.not-found', { id: wanted });
      const channelId = (wanted as ChannelId | null) ?? (await this.repository.firstMailbox(tx));
      return this.signatures.shown(tx, viewer.employeeId, channelId, await cleaned(wish), wish.of === 'me');
    });
  }

  /** What will stand under a letter that the viewer writes from there. */
  under(viewer: Viewer, channelId: string | null): Promise<SignatureUnder> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const found = await this.signatures.for(tx, viewer.employeeId, channelId as ChannelId | null, { pictures: true });
      return { signature: found && { text: found.text, html: found.html } };
    });
  }

  putPolicy(viewer: Viewer, policy: SignaturePolicy): Promise<SignaturePolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putPolicy(tx, policy, viewer.employeeId);
      this.audit.record(tx, viewer, 'signature.policy-changed', { body: { ...policy } });
      return policy;
    });
  }

  private async whose(tx: Tx, viewer: Viewer, { of, teamId, channelId }: SignatureWish): Promise<SignatureOf> {
    const nobody = { employeeId: null, teamId: null, channelId: null };
    switch (of) {
      case 'me':
        return { ...nobody, employeeId: viewer.employeeId };
      case 'team':
        if (teamId === null || !(await this.repository.teamExists(tx, teamId)))
          throw new UserError('team.not-found', { id: teamId });
        break;
      case 'channel':
        if (channelId === null || !(await this.repository.mailboxExists(tx, channelId)))
          throw new UserError('channel.not-found', { id: channelId });
        break;
      case 'company':
    }
    const wanted = { ...nobody, ...(of === 'team' ? { teamId } : of === 'channel' ? { channelId } : {}) };
    if (!mayKeep(viewer, wanted)) throw new SignatureForbidden(of);
    return wanted;
  }
}

function mayKeep(viewer: Viewer, { employeeId, teamId, channelId }: SignatureOf): boolean {
  if (employeeId !== null) return employeeId === viewer.employeeId;
  if (channelId !== null) return hasRight(viewer, 'channels.manage');
  if (teamId === null || viewer.role === 'owner') return hasRight(viewer, 'company.manage');
  return viewer.role === 'manager' && viewer.teamIds.some((id) => id === teamId);
}

/** As it is kept: clean markup, plain words for it, no braces that nobody can fill. */
async function cleaned({ of, text, html }: SignatureWish): Promise<SignatureWords> {
  const markup = html === null || html.trim() === '' ? null : (await cleanMarkup(bodyWords(html))) || null;
  const words = bodyWords(text).trim() || (markup === null ? '' : wordsOfMarkup(markup));
  // A picture says nothing to whoever reads words.
  if (words.replaceAll(/\{\{\s*company\.logo\s*\}\}/g, '').trim() === '') throw new SignatureEmpty();
  const unknown = unknownIn([words, markup ?? ''], of !== 'me');
  if (unknown.length > 0) throw new SignatureVariablesUnknown(unknown);
  return { text: words, html: markup };
}

const kindOf = ({ employeeId, teamId, channelId }: SignatureOf) =>
  employeeId !== null ? 'me' : channelId !== null ? 'channel' : teamId !== null ? 'team' : 'company';

function viewOf(viewer: Viewer, row: StoredSignature): SignatureView {
  const { id, team, channel, text, html } = row;
  const changedAt = row.changedAt.toISOString();
  return { id, of: kindOf(row), team, channel, text, html, changedAt, mine: mayKeep(viewer, row) };
}
