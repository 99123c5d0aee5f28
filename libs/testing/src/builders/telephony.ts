import { hash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, DeviceId, TrunkId, TrunkSettings } from '#libs/contracts';
import type { TestDatabase } from '../database/a-database.js';
import type { SavedChannel } from './cards.js';
import type { SavedEmployee, SavedTeam } from './people.js';

export interface SavedTrunk {
  readonly id: TrunkId;
}

/** How a provider of the tests is reached. */
export const trunkSettings = (change: Partial<TrunkSettings> = {}): TrunkSettings => ({
  host: 'sip.provider.test',
  port: null,
  transport: 'udp',
  srtp: false,
  registration: true,
  user: 'company',
  authUser: null,
  fromDomain: null,
  allowedFrom: [],
  numberFormat: 'national',
  country: 'UA',
  codecs: ['alaw'],
  maxCalls: null,
  ...change,
});

/** A provider account that works: `await aTrunk().saved(db)`. */
export const aTrunk = (settings: Partial<TrunkSettings> = {}) => ({
  async saved(db: TestDatabase): Promise<SavedTrunk> {
    const id = uuidv7() as TrunkId;
    await db.query(`insert into core.trunk (id, name, settings, state) values ($1, 'Provider', $2, 'online')`, [
      id,
      JSON.stringify(trunkSettings(settings)),
    ]);
    return { id };
  },
});

/** How calls to a number of the tests go: always open, the responsible first, then everybody at once, then voicemail. */
export const numberSettings = (trunkId: string, change: Record<string, unknown> = {}) => ({
  trunkId,
  language: 'uk',
  timeZone: 'Europe/Kyiv',
  hours: [],
  holidays: [],
  announceRecording: true,
  prompts: { recorded: null, closed: null, voicemail: null, busy: null },
  ring: {
    responsibleFirst: true,
    responsibleMs: 20_000,
    teamId: null as string | null,
    mode: 'all' as 'all' | 'even' | 'strict',
    members: [] as string[],
    stepMs: 15_000,
  },
  afterHours: 'voicemail',
  atEnd: 'voicemail',
  voicemailMaxSeconds: 120,
  missedText: null as { email: boolean; texts: Record<'ru' | 'uk' | 'en', string> } | null,
  missedTargetMinutes: null as number | null,
  ...change,
});

/** A company number: `await aNumber('+380442223344').on(trunk).inTeam(sales).with({ hours }).saved(db)`. */
export class NumberBuilder {
  private team: SavedTeam | null = null;
  private trunk: SavedTrunk | null = null;
  private change: Record<string, unknown> = {};

  constructor(private readonly number: string) {}

  on(trunk: SavedTrunk): this {
    this.trunk = trunk;
    return this;
  }

  inTeam(team: SavedTeam): this {
    this.team = team;
    return this;
  }

  with(settings: Record<string, unknown>): this {
    this.change = { ...this.change, ...settings };
    return this;
  }

  async saved(db: TestDatabase): Promise<SavedChannel> {
    const id = uuidv7() as ChannelId;
    const trunk = this.trunk ?? (await aTrunk().saved(db));
    await db.query(
      `insert into core.channel (id, medium, name, address, team_id, settings, state) values ($1, 'phone', $2, $3, $4, $5, 'online')`,
      [id, `Line ${this.number}`, this.number, this.team?.id ?? null, numberSettings(trunk.id, this.change)],
    );
    return { id, address: this.number };
  }
}

export const aNumber = (number = '+380442223344'): NumberBuilder => new NumberBuilder(number);

/** An employee's telephone that is reached: `await anExtension('201').of(anna).saved(db)`. */
export const anExtension = (number: string) => ({
  of: (employee: SavedEmployee, state: 'online' | 'offline' = 'online') => ({
    async saved(db: TestDatabase): Promise<{ number: string; deviceId: DeviceId; user: string }> {
      const deviceId = uuidv7() as DeviceId;
      const user = `d${hash('sha256', deviceId).slice(0, 20)}`;
      await db.query(`insert into core.extension (employee_id, number) values ($1, $2)`, [employee.employeeId, number]);
      await db.query(
        `insert into core.sip_device (id, employee_id, kind, user_name, sealed_ha1, online) values ($1, $2, 'desk', $3, 'v1:', $4)`,
        [deviceId, employee.employeeId, user, state === 'online'],
      );
      return { number, deviceId, user };
    },
  }),
});
