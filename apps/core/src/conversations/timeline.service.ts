import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ClientId, InteractionId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { maySeeContacts } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { hasRight } from '../access/rights.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { Showings } from '../audit/showings.js';
import { ClientNotFound } from '../clients/clients.errors.js';
import type { CardChangeView } from '../clients/history/card-change.view.js';
import { CardChangesRepository } from '../clients/history/card-changes.repository.js';
import { changeView } from '../clients/history/change-views.js';
import { cursorOf, type Page } from '../http/paging.js';
import type { FileForDownload } from '../http/send-file.js';
import type { RangedBytes } from '../http/send-ranged.js';
import {
  AttachmentInfected,
  AttachmentNotFound,
  AttachmentRefused,
  AttachmentUnchecked,
  EvidenceRefused,
  InteractionNotFound,
} from './conversations.errors.js';
import { Quarantine } from './attachments/quarantine.js';
import { isMadeOfAddresses } from './address-files.js';
import { unsealed, type ReadAttachment } from './interaction-content.js';
import type { InteractionBody, InteractionView } from './interaction.view.js';
import { InteractionViews } from './interaction-views.js';
import { attachmentsOf } from './message-views.js';
import { mentionsOf } from './mentions/note-mention.js';
import { readMomentCursor, type MomentCursor } from './keyset.js';
import { attachmentStream } from './reading/attachment-stream.js';
import type { TimelineQuery } from './timeline.controller.js';
import { TimelineRepository, type InteractionRow } from './timeline.repository.js';
import { cutSpan, endsOf, pivotAt, walksOf, type TimelinePlace, type Walk } from './timeline-walks.js';

/** What a browser shows or plays and never runs. */
const shownTypes = /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/(mp4|webm|3gpp|quicktime))(\s*;.*)?$/i;

/** Where more changes of stage and responsible than this lie between the entries of one page, it ends with them. */
const mostEvents = 100;

export interface TimelinePage extends Page<InteractionView> {
  /** What changed on the card between the entries of this page, the newest first. */
  events: CardChangeView[];
  /** For `newer`; null: this page holds the newest. */
  newerCursor: string | null;
  /** How many entries are newer than those of this page; told where the whole timeline was asked for by `around` or `at`. */
  newer: number | null;
}

/** Everything that happened with a client. What is opened here is on record: one audit entry for each page and each download. */
@Injectable()
export class TimelineService {
  private readonly showings = new Showings();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TimelineRepository,
    private readonly changes: CardChangesRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly evidenceStore: EvidenceStore,
    private readonly audit: Audit,
    private readonly quarantine: Quarantine,
  ) {}

  /** The newest first, wherever it begins. @throws ClientNotFound, InteractionNotFound (of `around`) */
  page(viewer: Viewer, id: ClientId, query: TimelineQuery): Promise<TimelinePage> {
    const place = placeOf(query);
    return this.uow.read(
      scopeOf(viewer),
      async (tx) => {
        const pivot = await this.pivot(tx, id, place);
        const walks = pivot === 'nowhere' ? [] : walksOf(place, pivot, query.limit);
        const [contacts, sight, newerThanPivot, ...found] = await Promise.all([
          this.repository.findContacts(tx, viewer, id),
          this.masking.for(tx, viewer),
          pivot !== null && pivot !== 'nowhere' && isWhole(query) ? this.repository.newerThan(tx, id, pivot) : null,
          ...walks.map((walk) => this.span(tx, id, query, walk)),
        ]);
        if (!contacts) throw new ClientNotFound(id);
        if (pivot === 'nowhere') throw new InteractionNotFound(place.around!);
        const spans = found.map((each, n) =>
          cutSpan(walks[n]!, each.rows, each.events, mostEventsOf(query, walks[n]!)),
        );
        const shown = spans.reduce((sum, { rows }) => sum + rows.length, 0);
        const body = { shown, older: pivot !== null || walks[0]?.from !== null };
        this.audit.record(tx, viewer, 'card.timeline-read', { clientId: id, body });
        const seen = { sight, contacts, names: new Map<string, string>() };
        const named = await this.named(
          tx,
          spans.flatMap(({ rows }) => rows),
        );
        const views = new InteractionViews(this.masterKey, viewer, sight, this.quarantine, contacts, named);
        const newer = newerThanPivot === null ? null : newerThanPivot - (walks[1] ? spans[0]!.rows.length : 0);
        return { walks, spans, seen, views, newer };
      },
      ({ walks, spans, seen, views, newer }) => {
        const ends = endsOf(walks, spans);
        return {
          items: spans.flatMap(({ rows }) => rows.map((row) => views.view(row))),
          nextCursor: ends.older && cursorOf(ends.older.microseconds, ends.older.id),
          newerCursor: ends.newer && cursorOf(ends.newer.microseconds, ends.newer.id),
          newer,
          events: spans.flatMap(({ events }) => events.map((one) => changeView(one, seen))),
        };
      },
    );
  }

  /** Asked only where somebody is named. */
  private async named(tx: Tx, rows: readonly InteractionRow[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Set(rows.flatMap(({ header }) => mentionsOf(header).map(({ id }) => id)));
    return ids.size === 0 ? new Map() : this.repository.names(tx, [...ids]);
  }

  private pivot(tx: Tx, id: ClientId, place: TimelinePlace): Promise<MomentCursor | 'nowhere'> | MomentCursor | null {
    if (place.around) return this.repository.placeOf(tx, id, place.around).then((found) => found ?? 'nowhere');
    return place.at === undefined ? null : pivotAt(place.at);
  }

  private async span(tx: Tx, id: ClientId, query: TimelineQuery, walk: Walk) {
    const most = mostEventsOf(query, walk);
    const changesOnly = query.kind === 'change';
    const [rows, events] = await Promise.all([
      changesOnly ? [] : this.repository.page(tx, id, query, walk, walk.limit + 1),
      most === 0 ? [] : this.changes.ofTimeline(tx, id, walk, most + 1, query.employeeId),
    ]);
    return { rows, events };
  }

  /** @throws InteractionNotFound */
  get(viewer: Viewer, id: InteractionId): Promise<InteractionView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      this.audit.record(tx, viewer, 'interaction.read', { clientId: row.clientId, subjectId: id });
      return this.view(tx, viewer, row);
    });
  }

  /** In a transaction of the caller who has just written it. */
  async viewOf(tx: Tx, viewer: Viewer, id: InteractionId): Promise<InteractionView> {
    return this.view(tx, viewer, await this.find(tx, viewer, id));
  }

  /** Several entries of one card at once, in any order. @throws ClientNotFound */
  async viewsOf(tx: Tx, viewer: Viewer, clientId: ClientId, ids: readonly InteractionId[]): Promise<InteractionView[]> {
    const contacts = await this.repository.findContacts(tx, viewer, clientId);
    if (!contacts) throw new ClientNotFound(clientId);
    const rows = await this.repository.some(tx, clientId, ids);
    const sight = await this.masking.for(tx, viewer);
    const views = new InteractionViews(
      this.masterKey,
      viewer,
      sight,
      this.quarantine,
      contacts,
      await this.named(tx, rows),
    );
    return rows.map((row) => views.view(row));
  }

  /** All of the text, and the HTML as the sender wrote it. @throws InteractionNotFound */
  body(viewer: Viewer, id: InteractionId): Promise<InteractionBody> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      const views = await this.viewsFor(tx, viewer, row.clientId);
      const sealed = await this.repository.body(tx, id);
      const text = unsealed(this.masterKey, sealed.text, 'text') ?? '';
      const html = unsealed(this.masterKey, sealed.html, 'html');
      this.audit.record(tx, viewer, 'interaction.body-read', { clientId: row.clientId, subjectId: id });
      return { text: views.words(text), html: views.html(html) };
    });
  }

  /**
   * @param confirmed an owner wants it although there is something harmful in it
   * @throws InteractionNotFound, EvidenceRefused, AttachmentInfected
   */
  evidence(viewer: Viewer, id: InteractionId, confirmed = false): Promise<FileForDownload> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      if (!hasRight(viewer, 'evidence.read') || !maySeeContacts(viewer)) throw new EvidenceRefused();
      const infected = row.scans?.find(({ state }) => state === 'infected');
      if (infected) this.letOut(tx, viewer, row, infected.n, confirmed);
      this.audit.record(tx, viewer, 'evidence.downloaded', { clientId: row.clientId, subjectId: id });
      const isLetter = row.kind === 'email';
      return {
        name: `${id}.${isLetter ? 'eml' : 'json'}`,
        type: isLetter ? 'message/rfc822' : 'application/json',
        size: Number(row.evidenceSize),
        open: () => this.evidenceStore.open(row.evidenceSha256),
      };
    });
  }

  /**
   * @param confirmed an owner wants it although it is held
   * @throws InteractionNotFound, AttachmentNotFound, AttachmentRefused, AttachmentInfected, AttachmentUnchecked
   */
  attachment(viewer: Viewer, id: InteractionId, n: number, confirmed = false): Promise<FileForDownload | RangedBytes> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      const file = attachmentsOf(row).find((one) => one.n === n);
      if (!file) throw new AttachmentNotFound(id, n);
      if (!maySeeContacts(viewer) && isMadeOfAddresses(file)) throw new AttachmentRefused();
      if (this.quarantine.of(row.scans, n).held) this.letOut(tx, viewer, row, n, confirmed);
      const views = await this.viewsFor(tx, viewer, row.clientId);
      // A player asks for one part after the other.
      if (row.kind !== 'message' || this.showings.begins(viewer.employeeId, `${id} ${n}`))
        this.audit.record(tx, viewer, 'attachment.downloaded', { clientId: row.clientId, subjectId: id, body: { n } });
      const name = views.words(file.name);
      if (row.kind === 'message') return this.partOfMessage(tx, row, { ...file, name });
      return {
        name,
        type: file.type,
        size: file.size,
        open: () => attachmentStream(this.evidenceStore, row.evidenceSha256, n),
      };
    });
  }

  /** What is held goes to an owner who says that they know; on record, and to no program. */
  private letOut(tx: Tx, viewer: Viewer, row: InteractionRow, n: number, confirmed: boolean): void {
    const { scan, threat } = this.quarantine.of(row.scans, n);
    if (!confirmed || viewer.role !== 'owner' || viewer.token !== undefined)
      throw scan === 'infected' ? new AttachmentInfected(row.id, n) : new AttachmentUnchecked(row.id, n);
    this.audit.record(tx, viewer, 'attachment.let-out', {
      ...{ clientId: row.clientId, subjectId: row.id, body: { n, threat } },
    });
  }

  /** The bytes of a message are evidence of their own; visiting cards stand in what the provider told of it. */
  private async partOfMessage(
    tx: Tx,
    { id }: InteractionRow,
    { n, name, type }: ReadAttachment,
  ): Promise<FileForDownload | RangedBytes> {
    const parts = await this.repository.messageParts(tx, id);
    if (n > 0) {
      const cards = JSON.parse(unsealed(this.masterKey, parts?.sealedCards ?? null, 'text') ?? '[]') as string[];
      const card = cards[n - 1];
      if (card === undefined) throw new AttachmentNotFound(id, n);
      const bytes = Buffer.from(card, 'utf8');
      return { name, type, size: bytes.length, open: () => Promise.resolve(Readable.from([bytes])) };
    }
    if (parts?.sha256 == null || parts.size === null) throw new AttachmentNotFound(id, n);
    const { sha256, size } = parts;
    const open: RangedBytes['open'] = (range) => this.evidenceStore.open(sha256, range);
    const shown = shownTypes.test(type);
    return {
      type: shown ? type : 'application/octet-stream',
      ...{ sha256, size: Number(size), mayBeKept: true, open },
      ...(shown ? {} : { saveAs: name }),
    };
  }

  private async find(tx: Tx, viewer: Viewer, id: InteractionId): Promise<InteractionRow> {
    const row = await this.repository.find(tx, viewer, id);
    if (!row) throw new InteractionNotFound(id);
    return row;
  }

  private async view(tx: Tx, viewer: Viewer, row: InteractionRow): Promise<InteractionView> {
    const views = await this.viewsFor(tx, viewer, row.clientId, [row]);
    return views.view(row);
  }

  private async viewsFor(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId | null,
    rows: readonly InteractionRow[] = [],
  ): Promise<InteractionViews> {
    const sight = await this.masking.for(tx, viewer);
    const contacts = clientId === null ? [] : await this.repository.contacts(tx, clientId);
    const named = await this.named(tx, rows);
    return new InteractionViews(this.masterKey, viewer, sight, this.quarantine, contacts, named);
  }
}

/** @throws UserError `page.cursor-invalid` */
function placeOf({ cursor, newer, around, at }: TimelineQuery): TimelinePlace {
  return { older: readMomentCursor(cursor), newer: readMomentCursor(newer), around, at };
}

function isWhole({ medium, kind, employeeId, contactPointId, conversationId }: TimelineQuery): boolean {
  return [medium, kind, employeeId, contactPointId, conversationId].every((each) => each === undefined);
}

/** Changes of the card stand between the entries of the whole timeline, or alone: not among what was narrowed. */
function mostEventsOf(query: TimelineQuery, { limit }: Walk): number {
  if (query.kind !== 'change') return isWhole(query) ? mostEvents : 0;
  const alone = [query.medium, query.contactPointId, query.conversationId].every((each) => each === undefined);
  return alone ? limit : 0;
}
