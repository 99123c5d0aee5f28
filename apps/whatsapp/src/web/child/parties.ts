import type { WhatsappId, WhatsappParty } from '#libs/contracts';
import type { FoundMessage } from '../../driver/driver.port.js';
import { isGroup, phoneOf, whatsappIdOf } from '../mapping/page-ids.js';

const askedAgainAfterMs = 10 * 60_000;
const mostKnown = 20_000;

/** What is asked of the page about people; each may reject, and is then not known. */
export interface Directory {
  /** The number behind `…@lid`, as the page writes it, asked of WhatsApp where the page does not know it; null: it does not tell. */
  phoneBehind(lid: string): Promise<string | null>;
  /** The same, without asking anybody outside: cheap enough for every message. */
  phoneKnownBehind(lid: string): Promise<string | null>;
  /** The name of a group. */
  titleOf(group: string): Promise<string | null>;
}

/** Who is who: names as they come by, and the number behind an id that holds none, where WhatsApp tells it. */
export class Parties {
  private readonly phones = new Map<WhatsappId, { phone: WhatsappId | null; at: number }>();
  private readonly titles = new Map<WhatsappId, string>();
  /** Told without a number: who they are is told later, when it is learned. */
  private readonly nameless = new Set<WhatsappId>();

  /** @param learned somebody that was told without a number has one */
  constructor(
    private readonly directory: Directory,
    private readonly learned: (party: WhatsappParty) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns null for nobody: status, newsletters, bots */
  async chat(wid: string, name: string | null): Promise<FoundMessage['chat'] | null> {
    const id = whatsappIdOf(wid);
    if (id === null) return null;
    if (!isGroup(id)) return { ...(await this.person(id, name)), is: 'person' };
    return { id, phone: null, aliases: [], name: await this.title(id), is: 'group' };
  }

  async person(id: WhatsappId, name: string | null): Promise<WhatsappParty> {
    const number = id.endsWith('@lid') ? await this.numberBehind(id) : id;
    const party: WhatsappParty = {
      id,
      phone: number === null ? null : phoneOf(number),
      aliases: number !== null && number !== id ? [number] : [],
      name: name === null || name === '' ? null : name.slice(0, 200),
    };
    if (party.phone === null) this.nameless.add(id);
    else if (this.nameless.delete(id)) this.learned(party);
    return party;
  }

  private async numberBehind(id: WhatsappId): Promise<WhatsappId | null> {
    const known = this.phones.get(id);
    if (known && known.phone !== null) return known.phone;
    const { directory } = this;
    const lately = known !== undefined && this.now() - known.at < askedAgainAfterMs;
    const wid = await (lately ? directory.phoneKnownBehind(id) : directory.phoneBehind(id)).catch(() => null);
    const phone = wid === null ? null : whatsappIdOf(wid);
    if (this.phones.size > mostKnown) this.phones.clear();
    this.phones.set(id, { phone, at: lately ? known.at : this.now() });
    return phone;
  }

  private async title(id: WhatsappId): Promise<string | null> {
    const known = this.titles.get(id);
    if (known !== undefined) return known;
    const title = (await this.directory.titleOf(id).catch(() => null))?.slice(0, 200) ?? null;
    if (this.titles.size > mostKnown) this.titles.clear();
    if (title !== null) this.titles.set(id, title);
    return title;
  }
}
