import type { ContactPointView } from '../clients/client.view.js';
import type { ContactPointKind } from '../clients/contact-point.js';
import type { ParticipantView } from '../conversations/interaction.view.js';
import { findEmail } from '../clients/contact-point.js';
import { maskContact, MaskedWords } from './masked-words.js';
import type { Viewer } from './viewer.js';

/** Owner and manager see contact points whole; an employee only with the right to; the administrator sees no client at all; a program only where it was given that too. */
export function maySeeContacts(viewer: Pick<Viewer, 'role' | 'seesContacts' | 'token'>): boolean {
  if (viewer.token !== undefined && !viewer.seesContacts) return false;
  return viewer.role === 'owner' || viewer.role === 'manager' || (viewer.role === 'employee' && viewer.seesContacts);
}

/** The company's own addresses and those of its people: never masked, and never a client's. */
export interface OwnAddresses {
  /** Normalised. */
  readonly emails: ReadonlySet<string>;
  /** E.164. */
  readonly phones: ReadonlySet<string>;
  /** ISO 3166-1 alpha-2: how numbers in a text are read. */
  readonly country: string;
}

/** An address of a card as it is stored. */
export interface StoredContactPoint {
  id: string;
  kind: ContactPointKind;
  value: string;
  label: string | null;
  source: 'manual' | 'placed' | 'imported';
  createdAt: Date;
  /** The first to be used of its kind. */
  primary: boolean;
  /** Since when, and with what code, a mail server says that nothing arrives there. */
  undeliverableSince?: Date | null;
  undeliverableCode?: string | null;
}

/** When an address was last used by the client, and by us; null: not lately. */
export interface ContactUse {
  readonly lastInAt: Date | null;
  readonly lastOutAt: Date | null;
}

/** WhatsApp's own ids, of people without a number and of groups. */
const ofWhatsapp = /^[\w.-]+@(lid|bsuid|g\.us)$/;

export type KnownContact = Pick<StoredContactPoint, 'kind' | 'value'>;

/**
 * What one viewer sees of addresses. Every view is made through one of these, so that no route can forget to mask:
 * without the right an address is shown as `a•••@e•••.test` or `+380 •• ••• •• 12`, by which nobody reaches the client.
 */
export class ContactSight {
  private readonly words: MaskedWords;

  constructor(
    readonly whole: boolean,
    private readonly own: OwnAddresses,
  ) {
    this.words = new MaskedWords(own);
  }

  contactPoint(point: StoredContactPoint, use: ContactUse = { lastInAt: null, lastOutAt: null }): ContactPointView {
    return {
      id: point.id,
      kind: point.kind,
      value: this.address(point.kind, point.value),
      masked: !this.whole,
      label: point.label === null ? null : this.text(point.label),
      source: point.source,
      primary: point.primary,
      createdAt: point.createdAt.toISOString(),
      lastInAt: use.lastInAt?.toISOString() ?? null,
      lastOutAt: use.lastOutAt?.toISOString() ?? null,
      undeliverable: point.undeliverableSince
        ? { since: point.undeliverableSince.toISOString(), code: point.undeliverableCode ?? '' }
        : null,
    };
  }

  /** @param card contact points of the card that the letter or call lies on */
  participant(person: { name: string; address: string }, card: readonly KnownContact[]): ParticipantView {
    if (/^\+\d+$/.test(person.address)) return this.telephone(person, card);
    if (ofWhatsapp.test(person.address)) return this.whatsappId(person, card);
    const email = findEmail(person.address);
    const is =
      email !== null && this.isOurs('email', email)
        ? 'company'
        : card.some((p) => p.value === email)
          ? 'client'
          : 'other';
    if (this.whole || is === 'company') return { name: person.name, address: person.address, masked: false, is };
    return {
      name: this.text(person.name, card),
      address: email ? maskContact('email', email) : '•••',
      masked: true,
      is,
    };
  }

  /**
   * The other side of a call.
   * @param known whether the viewer may see the card; a number that is nobody's yet belongs to whoever may see numbers
   */
  caller(counterpart: string, known: boolean): string {
    if (this.whole && known) return counterpart;
    return /^\+\d+$/.test(counterpart) ? maskContact('phone', counterpart) : '•••';
  }

  /** A name on a card that the viewer may not see, for a call that they are in. */
  strangersName(name: string): string {
    return this.words.inText(name, []);
  }

  /** The address of a delivery, which may be ours (a copy) or the client's (an answer). */
  recipient(address: string): string {
    const email = findEmail(address);
    if (this.whole || (email !== null && this.isOurs('email', email))) return address;
    return email ? maskContact('email', email) : '•••';
  }

  /** A subject, a name, a letter's text: with every address and number in it masked that is not ours. */
  text(text: string, card: readonly KnownContact[] = []): string {
    return this.whole ? text : this.words.inText(text, card);
  }

  /** @returns null where the markup hides an address from masking: then the masked text is all there is to show */
  html(html: string | null, card: readonly KnownContact[] = []): string | null {
    return html === null || this.whole ? html : this.words.inHtml(html, card);
  }

  /** The company's own, or a colleague's. A mailbox is ours with or without a conversation's token (`office+c…@`). */
  isOurs(kind: ContactPointKind, value: string): boolean {
    if (kind !== 'email') return this.own.phones.has(value.startsWith('+') ? value : `+${value}`);
    return this.own.emails.has(value) || this.own.emails.has(value.replace(/\+[^@]*@/, '@'));
  }

  private telephone(
    { name, address }: { name: string; address: string },
    card: readonly KnownContact[],
  ): ParticipantView {
    const ours = this.isOurs('phone', address);
    const is = ours
      ? 'company'
      : card.some((p) => p.kind !== 'email' && p.value.endsWith(address.slice(1)))
        ? 'client'
        : 'other';
    if (this.whole || ours) return { name, address, masked: false, is };
    return { name: this.text(name, card), address: maskContact('phone', address), masked: true, is };
  }

  private whatsappId(person: { name: string; address: string }, card: readonly KnownContact[]): ParticipantView {
    const is = card.some((p) => p.kind === 'whatsapp' && p.value === person.address) ? 'client' : 'other';
    if (this.whole) return { name: person.name, address: person.address, masked: false, is };
    return {
      name: this.text(person.name, card),
      address: maskContact('whatsapp', person.address),
      masked: true,
      is,
    };
  }

  /** An address that a field of the card holds, or held. */
  address(kind: ContactPointKind, value: string): string {
    return this.whole ? value : maskContact(kind, value);
  }
}
