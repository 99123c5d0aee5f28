import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, WhatsappNumberSettings } from '#libs/contracts';
import type { TestDatabase } from '../database/a-database.js';
import type { SavedChannel } from './cards.js';
import type { SavedTeam } from './people.js';

/** How a number of the tests is reached: by the Cloud API, and with limits that no test meets by chance. */
export const whatsappSettings = (
  number: string,
  change: Partial<WhatsappNumberSettings> = {},
): WhatsappNumberSettings => ({
  driver: 'cloud',
  ...{ number, groups: 'attach', historyDays: 0, mediaLimitMb: 64 },
  pace: { perMinute: 600, newChatsPerDay: 1_000, warmUp: false },
  ...{ canaryEveryMinutes: null, silentAfterMinutes: null, markRead: true },
  cloud: { phoneNumberId: '100000001', businessAccountId: '200000002', apiVersion: 'v23.0' },
  ...change,
});

/** What is allowed on it; the fields of core's WhatsappPolicy. */
interface Policy {
  signNames: boolean;
  signature: string;
  employeesEdit: boolean;
  employeesRevoke: boolean;
  voiceNotes: boolean;
  tellRightAddress: { enabled: boolean; texts: { ru: string; uk: string; en: string } };
}

/** A corporate WhatsApp number as core keeps it: `await aWhatsappNumber('+380440000001').byDevice().saved(db)` */
export class WhatsappNumberBuilder {
  private readonly settings: Partial<WhatsappNumberSettings> = {};
  private policy: Policy = {
    signNames: false,
    ...{ signature: '*{name}*', employeesEdit: true, employeesRevoke: false, voiceNotes: true },
    tellRightAddress: { enabled: false, texts: { ru: '{number}', uk: '{number}', en: '{number}' } },
  };
  private team: SavedTeam | null = null;
  private enabled = true;
  private state = 'ready';

  constructor(private readonly number: string) {}

  /** A linked device instead of the Cloud API: no window of 24 hours, no templates. */
  byDevice(): this {
    return this.with({ driver: 'web', cloud: null });
  }

  with(settings: Partial<WhatsappNumberSettings>): this {
    Object.assign(this.settings, settings);
    return this;
  }

  allowing(policy: Partial<Policy>): this {
    this.policy = { ...this.policy, ...policy };
    return this;
  }

  ofTeam(team: SavedTeam): this {
    this.team = team;
    return this;
  }

  disabled(): this {
    this.enabled = false;
    return this;
  }

  inState(state: string): this {
    this.state = state;
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedChannel> {
    const id = uuidv7() as ChannelId;
    const settings = { number: whatsappSettings(this.number, this.settings), policy: this.policy };
    await db.query(
      `insert into core.channel (id, medium, name, address, team_id, settings, enabled, state)
       values ($1, 'whatsapp', $2, $2, $3, $4, $5, $6)`,
      [id, this.number, this.team?.id ?? null, settings, this.enabled, this.state],
    );
    return { id, address: this.number };
  }
}

export const aWhatsappNumber = (number = '+380440000001'): WhatsappNumberBuilder => new WhatsappNumberBuilder(number);
