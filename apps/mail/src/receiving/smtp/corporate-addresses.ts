import { Injectable } from '@nestjs/common';
import type { ChannelId, MailboxSettings } from '#libs/contracts';

export interface Addressee {
  channelId: ChannelId;
  /** A mailbox that is switched off takes no letters, but it exists: its senders keep them for later. */
  enabled: boolean;
}

/** The addresses that are ours, and whose channel each is. Everything else is refused: this server relays for nobody. */
@Injectable()
export class CorporateAddresses {
  private addressees: Map<string, Addressee> | null = null;

  private domains: ReadonlySet<string> = new Set();

  /** Before the mailboxes were read nobody may be told that an address does not exist. */
  get known(): boolean {
    return this.addressees !== null;
  }

  replace(mailboxes: readonly (Addressee & { settings: Pick<MailboxSettings, 'address' | 'aliases'> })[]): void {
    const addressees = new Map<string, Addressee>();
    const put = (address: string, { channelId, enabled }: Addressee) => {
      // A mailbox that is on wins over one that is off.
      if (enabled || !addressees.get(keyOf(address))?.enabled) addressees.set(keyOf(address), { channelId, enabled });
    };
    for (const mailbox of mailboxes) for (const alias of mailbox.settings.aliases) put(alias, mailbox);
    // A mailbox's own address wins over another's alias.
    for (const mailbox of mailboxes) put(mailbox.settings.address, mailbox);
    this.addressees = addressees;
    this.domains = new Set([...addressees.keys()].map((key) => key.slice(key.lastIndexOf('@') + 1)));
  }

  /** Whether one of our addresses is at it. */
  hasDomain(domain: string): boolean {
    return this.domains.has(domain.toLowerCase());
  }

  /** @param address of an envelope, perhaps with `+anything` before the @, which is where reply tokens travel (RFC 5233) */
  find(address: string): Addressee | null {
    const key = keyOf(address);
    return this.addressees?.get(key) ?? this.addressees?.get(key.replace(/^([^+@]+)\+[^@]*@/, '$1@')) ?? null;
  }
}

/** Local parts are told apart by nobody's mail server but in theory (RFC 5321 2.4): here they are not. */
const keyOf = (address: string): string => address.trim().toLowerCase().normalize('NFC');
