import type { MailAddress } from '#libs/contracts';
import type { MasterKey } from '#libs/evidence';
import type { ContactSight, KnownContact } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import type { Quarantine } from './attachments/quarantine.js';
import { callFactsView, recordingFor } from './call-facts.js';
import { attachmentsOf, messageView, type MessageSight } from './message-views.js';
import { longestAddress, shownOfLetter, unsealedStart } from './interaction-content.js';
import type { InteractionKind } from './interaction-facts.js';
import type { DeliveryView, InteractionView, ParticipantView } from './interaction.view.js';
import { mentionsOf } from './mentions/note-mention.js';
import type { DeliveryRow, InteractionRow } from './timeline.repository.js';
import { logoContentId } from './signatures/signature-words.js';

/** Characters of its text that a timeline carries. A letter is folded, notes and messages are not. */
const shownText = (kind: InteractionKind): number => (kind === 'email' ? shownOfLetter : 20_000);

/** What an interaction looks like to one viewer; the only way in which one leaves core. */
export class InteractionViews implements MessageSight {
  /** The same few people stand on every letter of a page. */
  private readonly people = new Map<string, ParticipantView>();

  constructor(
    readonly masterKey: MasterKey,
    readonly viewer: Viewer,
    private readonly sight: ContactSight,
    private readonly quarantine: Quarantine,
    /** Contact points of the card. */
    private readonly card: readonly KnownContact[],
    /** Names that colleagues have now, of all who are mentioned in what is viewed. */
    private readonly colleagues: ReadonlyMap<string, string> = new Map(),
  ) {}

  view(row: InteractionRow): InteractionView {
    const shown = shownText(row.kind);
    const start = unsealedStart(this.masterKey, row.sealedStart, shown + longestAddress);
    const cut = start !== null && (start.cut || row.goesOn);
    const words = start && this.words(start.text);
    const deliveries = row.deliveries ?? [];
    const lost = row.sealedStart !== null && start === null;
    const participants = (list: readonly MailAddress[] = []) => list.map((one) => this.participant(one));
    return {
      id: row.id,
      clientId: row.clientId,
      conversationId: row.conversationId,
      channelId: row.channelId,
      medium: row.medium,
      direction: row.direction,
      kind: row.kind,
      occurredAt: row.occurredAt.toISOString(),
      capturedAt: row.capturedAt.toISOString(),
      employeeId: row.employee?.id ?? null,
      employee: row.employee,
      status: statusOf(row, deliveries),
      subject: this.words(row.subject),
      text: words && (cut ? words.slice(0, -longestAddress) : words).slice(0, shown).toWellFormed(),
      textCut: cut || (words !== null && words.length > shown),
      hasHtml: row.hasHtml,
      // A call has no letter to be read: what is known of it stands in its facts.
      reading:
        row.kind === 'call' || row.kind === 'voicemail'
          ? 'done'
          : !row.read
            ? 'waiting'
            : row.sealedStart === null || lost
              ? 'failed'
              : 'done',
      problem: lost ? 'content.sealed' : row.problem,
      participants: {
        from: participants(row.header.from),
        to: participants(row.header.to),
        cc: participants(row.header.cc),
      },
      attachments: attachmentsOf(row).map((file) => ({
        ...file,
        name: this.words(file.name),
        // It names the machine or the domain of whoever made it, and finds nothing in an HTML whose addresses are masked; our own picture's is a word.
        ...(this.sight.whole || file.contentId === logoContentId ? {} : { inline: false, contentId: null }),
        ...this.quarantine.of(row.scans, file.n),
      })),
      deliveries: deliveries.filter((one) => this.mayKnowOf(one)).map((one) => this.delivery(one)),
      call: row.call && callFactsView(row.call),
      message: messageView(row, this),
      recordingId: recordingFor(this.viewer, row, row.call),
      evidenceSha256: row.evidenceSha256,
      evidenceSize: Number(row.evidenceSize),
      journalSeq: row.journalSeq == null ? null : Number(row.journalSeq),
      mentions: mentionsOf(row.header).map(({ id, as }) => ({
        id,
        name: this.colleagues.get(id) ?? as,
        as: this.words(as),
      })),
      flags: row.flags,
    };
  }

  words(text: string): string {
    return this.sight.text(text, this.card);
  }

  html(html: string | null): string | null {
    return this.sight.html(html, this.card);
  }

  participant(one: MailAddress): ParticipantView {
    const key = `${one.address}\n${one.name}`;
    let view = this.people.get(key);
    if (!view) this.people.set(key, (view = this.sight.participant(one, this.card)));
    return view;
  }

  /** Where the company keeps its copies is not for everybody. */
  private mayKnowOf({ purpose }: DeliveryRow): boolean {
    return purpose !== 'copy' || this.viewer.role === 'owner' || this.viewer.role === 'manager';
  }

  private delivery(row: DeliveryRow): DeliveryView {
    return {
      id: row.id,
      purpose: row.purpose,
      employee: row.employee,
      act: row.act,
      recipient: this.sight.recipient(row.recipient),
      state: row.state,
      code: row.code,
      // Servers like to repeat the address that they refuse.
      reply: row.reply === null ? null : this.words(row.reply),
      nextAttemptAt: row.nextAttemptAt === null ? null : new Date(row.nextAttemptAt).toISOString(),
      updatedAt: new Date(row.updatedAt).toISOString(),
    };
  }
}

/** One of ours that we did not send ourselves was found in a Sent folder: it is sent. */
function statusOf(row: InteractionRow, deliveries: readonly DeliveryRow[]): InteractionView['status'] {
  if (row.direction === 'inbound') return 'received';
  if (row.direction === 'internal') return 'noted';
  return deliveries.find(({ purpose, act }) => purpose === 'answer' && act === 'message')?.state ?? 'sent';
}
