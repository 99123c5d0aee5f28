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
import { CardChangesRepository, type CardChangeRow } from '../clients/history/card-changes.repository.js';
import { changeView } from '../clients/history/change-views.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import type { FileForDownload } from '../http/send-file.js';
import type { RangedBytes } from '../http/send-ranged.js';
import { AttachmentNotFound, AttachmentRefused, EvidenceRefused, InteractionNotFound } from './conversations.errors.js';
import { unsealed } from './interaction-content.js';
import type { AttachmentView, InteractionBody, InteractionView } from './interaction.view.js';
import { InteractionViews } from './interaction-views.js';
import { attachmentsOf } from './message-views.js';
import { readMomentCursor } from './keyset.js';
import { attachmentStream } from './reading/attachment-stream.js';
import type { TimelineQuery } from './timeline.controller.js';
import { TimelineRepository, type InteractionRow } from './timeline.repository.js';

/** Attachments that are made of addresses: letters, visiting cards, invitations. */
const addressTypes =
  /^(message\/|multipart\/|text\/(x-)?(vcard|calendar|directory)|application\/(ms-tnef|mbox|vnd\.ms-outlook))/i;
/** What a browser shows or plays and never runs. */
const shownTypes = /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/(mp4|webm|3gpp|quicktime))(\s*;.*)?$/i;
const addressNames = /\.(eml|msg|vcf|ics|mbox|pst)$/i;

/** More changes of stage and responsible than this between the entries of one page stand in the card's history alone. */
const mostEvents = 100;

export interface TimelinePage extends Page<InteractionView> {
  /** What changed on the card between the entries of this page, the newest first. */
  events: CardChangeView[];
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
  ) {}

  /** The newest first. @throws ClientNotFound */
  page(viewer: Viewer, id: ClientId, query: TimelineQuery): Promise<TimelinePage> {
    const before = readMomentCursor(query.cursor);
    return this.uow.read(
      scopeOf(viewer),
      async (tx) => {
        const whole = query.medium === undefined && query.conversationId === undefined;
        const [contacts, sight, rows, events] = await Promise.all([
          this.repository.findContacts(tx, viewer, id),
          this.masking.for(tx, viewer),
          this.repository.page(tx, id, query, before, query.limit + 1),
          whole ? this.changes.ofTimeline(tx, id, before, mostEvents) : [],
        ]);
        if (!contacts) throw new ClientNotFound(id);
        const body = { shown: Math.min(rows.length, query.limit), older: before !== null };
        this.audit.record(tx, viewer, 'card.timeline-read', { clientId: id, body });
        const seen = { sight, contacts, names: new Map<string, string>() };
        return { rows, events, seen, views: new InteractionViews(this.masterKey, viewer, sight, contacts) };
      },
      ({ rows, events, seen, views }) => {
        const page = pageFrom(
          rows,
          query.limit,
          (row) => views.view(row),
          (row) => cursorOf(row.key, row.id),
        );
        const until = page.nextCursor === null ? undefined : rows[query.limit - 1];
        return { ...page, events: events.filter((one) => isWithin(one, until)).map((one) => changeView(one, seen)) };
      },
    );
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
    const views = new InteractionViews(this.masterKey, viewer, await this.masking.for(tx, viewer), contacts);
    return (await this.repository.some(tx, clientId, ids)).map((row) => views.view(row));
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

  /** @throws InteractionNotFound, EvidenceRefused */
  evidence(viewer: Viewer, id: InteractionId): Promise<FileForDownload> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      if (!hasRight(viewer, 'evidence.read') || !maySeeContacts(viewer)) throw new EvidenceRefused();
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

  /** @throws InteractionNotFound, AttachmentNotFound, AttachmentRefused */
  attachment(viewer: Viewer, id: InteractionId, n: number): Promise<FileForDownload | RangedBytes> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.find(tx, viewer, id);
      const file = attachmentsOf(row).find((one) => one.n === n);
      if (!file) throw new AttachmentNotFound(id, n);
      if (!maySeeContacts(viewer) && (addressTypes.test(file.type) || addressNames.test(file.name)))
        throw new AttachmentRefused();
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

  /** The bytes of a message are evidence of their own; visiting cards stand in what the provider told of it. */
  private async partOfMessage(
    tx: Tx,
    { id }: InteractionRow,
    { n, name, type }: AttachmentView,
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
      ...{ type: shown ? type : 'application/octet-stream', sha256, size: Number(size), mayBeKept: true, open },
      ...(shown ? {} : { saveAs: name }),
    };
  }

  private async find(tx: Tx, viewer: Viewer, id: InteractionId): Promise<InteractionRow> {
    const row = await this.repository.find(tx, viewer, id);
    if (!row) throw new InteractionNotFound(id);
    return row;
  }

  private async view(tx: Tx, viewer: Viewer, row: InteractionRow): Promise<InteractionView> {
    const views = await this.viewsFor(tx, viewer, row.clientId);
    return views.view(row);
  }

  private async viewsFor(tx: Tx, viewer: Viewer, clientId: ClientId | null): Promise<InteractionViews> {
    const sight = await this.masking.for(tx, viewer);
    const contacts = clientId === null ? [] : await this.repository.contacts(tx, clientId);
    return new InteractionViews(this.masterKey, viewer, sight, contacts);
  }
}

/** The next page begins below this entry, and so do the events that it brings. */
function isWithin(event: CardChangeRow, oldest: InteractionRow | undefined): boolean {
  if (oldest === undefined) return true;
  const [at, until] = [BigInt(event.key), BigInt(oldest.key)];
  return at > until || (at === until && event.id >= oldest.id);
}
