import type { ChannelId, MailboxSettings } from '#libs/contracts';

/** The addresses that are ours, and whose channel each is. Everything else is refused: this server relays for nobody. */
export class CorporateAddresses {
  private channels = new Map<string, ChannelId>();

  replace(
    mailboxes: readonly { channelId: ChannelId; settings: Pick<MailboxSettings, 'address' | 'aliases'> }[],
  ): void {
    const channels = new Map<string, ChannelId>();
    for (const { channelId, settings } of mailboxes) {
      for (const address of settings.aliases) channels.set(keyOf(address), channelId);
    }
    // A mailbox's own address wins over another's alias.
    for (const { channelId, settings } of mailboxes) channels.set(keyOf(settings.address), channelId);
    this.channels = channels;
  }

  /** @param address of an envelope, perhaps with `+anything` before the @, which is where reply tokens travel (RFC 5233) */
  findChannel(address: string): ChannelId | null {
    const key = keyOf(address);
    return this.channels.get(key) ?? this.channels.get(key.replace(/^([^+@]+)\+[^@]*@/, '$1@')) ?? null;
  }
}

/** Local parts are told apart by nobody's mail server but in theory (RFC 5321 2.4): here they are not. */
const keyOf = (address: string): string => address.trim().toLowerCase().normalize('NFC');
