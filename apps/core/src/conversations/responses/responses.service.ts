import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import { sqlStateOf, UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page } from '../../http/paging.js';
import { messageLimitBytes } from '../answering/answer-plan.js';
import { MessageTooLarge } from '../answering/answering.errors.js';
import { bodyWords } from '../answering/clean-words.js';
import { Writing } from '../answering/writing.js';
import { firstNameOf, nameOrNull } from './first-name.js';
import type { NewResponse, ResponseChange, ResponseView, TakenResponse, TakeResponse } from './response.view.js';
import {
  ResponseForbidden,
  ResponseNotFound,
  ShortcutTaken,
  TooManyResponses,
  UnknownVariables,
} from './responses.errors.js';
import {
  ResponsesRepository,
  type ResponseFile,
  type ResponseWords,
  type StoredResponse,
} from './responses.repository.js';
import { filled, missingIn, unknownVariables, type Values } from './variables.js';

/** More than that nobody finds anything among. Of one person, one team, the company. */
const mostBesideEachOther = 500;
const mostFiles = 10;

/** Words for a letter that is not written on the page. */
export interface ReadyResponse {
  readonly shortcut: string;
  readonly text: string;
  readonly files: readonly ResponseFile[];
  /** Variables without a value: no letter goes with them. */
  readonly missing: readonly string[];
}

/** Words kept ready for letters and chats, with what stands for the client in them. */
@Injectable()
export class ResponsesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ResponsesRepository,
    private readonly writing: Writing,
    private readonly audit: Audit,
  ) {}

  /** Those that the viewer takes most often first. @throws UserError `page.cursor-invalid` */
  list(
    viewer: Viewer,
    { q, cursor, limit }: { q?: string | undefined; cursor?: string | undefined; limit: number },
  ): Promise<Page<ResponseView>> {
    const after = readCursor(cursor, 3);
    if (after && !/^\d{1,9} [0-9a-f-]{36}$/.test(`${after[0]} ${after[2]}`)) throw new UserError('page.cursor-invalid');
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.list(tx, viewer, q, after, limit + 1);
      return pageFrom(
        rows,
        limit,
        (row) => viewOf(viewer, row),
        ({ usedByMe, key, id }) => cursorOf(usedByMe, key, id),
      );
    });
  }

  /** @throws ResponseForbidden, ShortcutTaken, UnknownVariables, TooManyResponses, MessageTooLarge, UploadNotFound, UploadAlreadyUsed, UserError `team.not-found` */
  create(viewer: Viewer, wanted: NewResponse): Promise<ResponseView> {
    const id = uuidv7();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const ownerId = wanted.of === 'me' ? viewer.employeeId : null;
      const teamId = wanted.of === 'team' ? wanted.teamId : null;
      if (wanted.of === 'team' && (teamId === null || !(await this.repository.teamExists(tx, teamId))))
        throw new UserError('team.not-found', { id: teamId });
      if (!mayKeep(viewer, { ownerId, teamId })) throw new ResponseForbidden(wanted.of === 'team' ? 'team' : 'company');
      if ((await this.repository.count(tx, ownerId, teamId)) >= mostBesideEachOther)
        throw new TooManyResponses(mostBesideEachOther);
      const files = await this.take(tx, viewer, wanted.attachmentIds, []);
      const words = cleaned({ ...wanted, files });
      if (!(await this.repository.insert(tx, viewer, { ...words, id, ownerId, teamId })))
        throw new ShortcutTaken(words.shortcut);
      this.audit.record(tx, viewer, 'response.created', { subjectId: id, body: { of: wanted.of, teamId } });
      return viewOf(viewer, (await this.repository.find(tx, viewer, id))!);
    });
  }

  /** @throws ResponseNotFound, and what `create` throws */
  async change(viewer: Viewer, id: string, change: ResponseChange): Promise<ResponseView> {
    try {
      return await this.uow.as(scopeOf(viewer), async (tx) => {
        const before = await this.lock(tx, viewer, id);
        const stay = change.keepFiles ? before.files.filter((_, n) => change.keepFiles!.includes(n)) : before.files;
        const files = await this.take(tx, viewer, change.attachmentIds ?? [], stay);
        await this.repository.change(tx, id, cleaned({ ...before, ...given(change), files }));
        this.audit.record(tx, viewer, 'response.changed', { subjectId: id, body: { fields: Object.keys(change) } });
        return viewOf(viewer, (await this.repository.find(tx, viewer, id))!);
      });
    } catch (error) {
      if (sqlStateOf(error) === '23505') throw new ShortcutTaken(change.shortcut ?? '');
      throw error;
    }
  }

  /** @throws ResponseNotFound, ResponseForbidden */
  delete(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { ownerId, team } = await this.lock(tx, viewer, id);
      await this.repository.delete(tx, id);
      const of = ownerId !== null ? 'me' : team !== null ? 'team' : 'company';
      this.audit.record(tx, viewer, 'response.deleted', { subjectId: id, body: { of, teamId: team?.id ?? null } });
    });
  }

  /** The words for one client, with files of its own that one message may carry. @throws ResponseNotFound, ClientNotFound */
  fill(viewer: Viewer, id: string, { clientId, medium }: TakeResponse): Promise<TakenResponse> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId as ClientId);
      const response = await this.repository.find(tx, viewer, id);
      if (!response) throw new ResponseNotFound(id);
      const values = await this.values(tx, viewer, clientId as ClientId);
      const chat = medium === 'whatsapp';
      const words = chat ? (response.chatText ?? response.text) : response.text;
      const subject = chat ? '' : response.subject;
      const uploads = response.files.map((file) => ({ ...file, id: uuidv7() }));
      await this.repository.insertUploads(tx, viewer, uploads);
      await this.repository.used(tx, viewer, id);
      return {
        subject: filled(subject, values),
        text: filled(words, values),
        missing: missingIn(values, subject, words),
        attachments: uploads.map(({ id: uploadId, name, type, size }) => ({ id: uploadId, name, type, size })),
      };
    });
  }

  /**
   * The words for shortcuts that were typed elsewhere than on the page. Of several that answer to one the writer's own counts, else the team's,
   * else the company's. What nothing answers to is left out.
   * @param clientId whom the viewer was found to see; null: nobody's card
   */
  async ready(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId | null,
    shortcuts: readonly string[],
  ): Promise<readonly ReadyResponse[]> {
    const found = await this.repository.byShortcut(tx, viewer, shortcuts);
    const first = found.filter(({ shortcut }, at) => found.findIndex((one) => one.shortcut === shortcut) === at);
    if (first.length === 0) return [];
    const values = await this.values(tx, viewer, clientId);
    return first.map(({ shortcut, text, files }) => ({
      ...{ shortcut, text: filled(text, values), files, missing: missingIn(values, text) },
    }));
  }

  private async values(tx: Tx, viewer: Viewer, clientId: ClientId | null): Promise<Values> {
    const { kind, name, company } = await this.repository.values(tx, clientId);
    return {
      'client.name': nameOrNull(name),
      'client.first-name': kind === 'person' ? firstNameOf(name) : null,
      'me.name': viewer.name,
      'me.first-name': firstNameOf(viewer.name),
      'company.name': company,
    };
  }

  private async lock(tx: Tx, viewer: Viewer, id: string): Promise<StoredResponse> {
    const found = await this.repository.lock(tx, viewer, id);
    if (!found) throw new ResponseNotFound(id);
    const { ownerId, team } = found;
    if (!mayKeep(viewer, { ownerId, teamId: team?.id ?? null })) throw new ResponseForbidden(team ? 'team' : 'company');
    return found;
  }

  /** Uploads become files of the response; their bytes are evidence already. */
  private async take(
    tx: Tx,
    viewer: Viewer,
    ids: readonly string[],
    beside: readonly ResponseFile[],
  ): Promise<ResponseFile[]> {
    const uploads = await this.writing.findUploads(tx, viewer, ids);
    const came = uploads.map(({ sha256, size, name, type }) => ({ sha256, size: Number(size), name, type }));
    const files = [...beside, ...came];
    if (files.length > mostFiles) throw new UserError('response.files-too-many', { limit: mostFiles });
    if (files.reduce((sum, { size }) => sum + size, 0) > messageLimitBytes)
      throw new MessageTooLarge(messageLimitBytes);
    if (uploads.length > 0) await this.writing.useUploads(tx, viewer, uploads);
    return files;
  }
}

/** Their own everybody, their teams' the managers, all others but somebody else's own the owner. */
function mayKeep(viewer: Viewer, { ownerId, teamId }: { ownerId: string | null; teamId: string | null }): boolean {
  if (ownerId !== null) return ownerId === viewer.employeeId;
  if (viewer.role === 'owner') return true;
  return teamId !== null && viewer.role === 'manager' && viewer.teamIds.some((id) => id === teamId);
}

/** As it is kept; no braces in it that nobody can fill. @throws UnknownVariables */
function cleaned({ shortcut, title, language, subject, text, chatText, files }: ResponseWords): ResponseWords {
  const unknown = unknownVariables(subject, text, chatText ?? '');
  if (unknown.length > 0) throw new UnknownVariables(unknown);
  const chat = chatText === null || chatText.trim() === '' ? null : bodyWords(chatText);
  return { shortcut, title, language, subject, text: bodyWords(text), chatText: chat, files };
}

/** What was named in a change. */
const given = ({ shortcut, title, language, subject, text, chatText }: ResponseChange): Partial<ResponseWords> =>
  Object.fromEntries(
    Object.entries({ shortcut, title, language, subject, text, chatText }).filter(([, value]) => value !== undefined),
  );

function viewOf(viewer: Viewer, response: StoredResponse): ResponseView {
  const { id, ownerId, team, shortcut, title, language, subject, text, chatText, files, usedByMe, used } = response;
  return {
    id,
    ...{ of: ownerId !== null ? 'me' : team !== null ? 'team' : 'company', team },
    ...{ shortcut, title, language, subject, text, chatText, usedByMe, used },
    files: files.map(({ name, type, size }) => ({ name, type, size })),
    mine: mayKeep(viewer, { ownerId, teamId: team?.id ?? null }),
  };
}
