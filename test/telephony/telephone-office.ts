import { eventually } from '#libs/testing';
import type { EmployeeView } from '../../apps/core/src/access/employees/employee.view.js';
import type { TeamView } from '../../apps/core/src/access/teams/team.view.js';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { TelephonyView } from '../../apps/core/src/telephony/engine/engine.view.js';
import type { NewDeviceView } from '../../apps/core/src/telephony/extensions/extension.view.js';
import type { NewNumber, NumberView } from '../../apps/core/src/telephony/numbers/number.view.js';
import { firstPolicy, type TelephonyPolicy } from '../../apps/core/src/telephony/policy/policy.view.js';
import type { NewTrunk, TrunkView } from '../../apps/core/src/telephony/trunks/trunk.view.js';
import { goesFirst } from '../peers/real/peer.js';
import { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import type { Address } from '../peers/telephony/sipp.js';
import { ClientCall, SippTrunk, type ShownAs } from '../peers/telephony/sipp-trunk.js';
import { lanesOf, type Lane, type Party } from '../peers/telephony/tones.js';
import type { ApiUser } from '../product/api.js';
import type { Product } from '../product/product.js';

/** The company's number, as it is written in the world. */
export const companyNumber = '+380445550100';
export const password = 'a long enough password';

/** An employee with an extension, at the API, and perhaps with a phone on the desk. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly api: ApiUser;
}

/** A company that telephones: one provider, one number, people with extensions. */
export class TelephoneOffice {
  readonly phones: BaresipPhone[] = [];
  private nextExtension = 201;

  private constructor(
    readonly product: Product,
    readonly owner: ApiUser,
    readonly trunk: SippTrunk,
    readonly team: TeamView,
    readonly trunkId: string,
    readonly number: NumberView,
  ) {}

  /** @param product with an engine, started */
  static async open(
    product: Product,
    settings: Partial<NewNumber['settings']> = {},
    { trace = true } = {},
  ): Promise<TelephoneOffice> {
    const owner = await product.owner();
    await eventually(
      async () => {
        const { engine } = await owner.get<TelephonyView>('/telephony');
        if (engine.state !== 'up') throw new Error(`the engine is not up: ${JSON.stringify(engine)}`);
      },
      { withinMs: 30_000 },
    );
    goesFirst(await product.enginePid());
    const trunk = await SippTrunk.start({ trace });
    try {
      const team = await owner.post<TeamView>('/teams', { name: 'Sales' });
      const { id: trunkId } = await owner.post<TrunkView>('/trunks', trunkOf(trunk.address));
      await owner.ask('PUT', '/telephony/policy', policy());
      const number = await owner.post<NumberView>('/numbers', {
        name: 'Main line',
        number: companyNumber,
        aliases: [],
        teamId: team.id,
        settings: { ...numberSettings(trunkId, team.id), ...settings },
      });
      const office = new TelephoneOffice(product, owner, trunk, team, trunkId, number);
      await office.untilTrunkOnline();
      return office;
    } catch (error) {
      await trunk.stop();
      throw error;
    }
  }

  get engine(): Address {
    return { host: '127.0.0.1', port: this.product.sipPort };
  }

  private async untilTrunkOnline(): Promise<void> {
    await eventually(
      async () => {
        const { items } = await this.owner.get<{ items: TrunkView[] }>('/trunks');
        const trunk = items.find(({ id }) => id === this.trunkId);
        if (trunk?.state !== 'online') throw new Error(`the trunk is not online: ${JSON.stringify(trunk)}`);
      },
      { withinMs: 60_000 },
    );
  }

  async colleague(
    name: string,
    { role = 'employee', ...extra }: { role?: 'employee' | 'manager' | 'administrator'; seesContacts?: boolean } = {},
  ): Promise<Colleague> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@company.test`;
    const employee = await this.owner.newEmployee(name, email, { password, role, teamId: this.team.id, ...extra });
    const extension = String(this.nextExtension++);
    const set = await this.owner.ask('PUT', `/employees/${employee.id}/extension`, { number: extension });
    if (set.status >= 300) throw new Error(`no extension for ${name}: ${JSON.stringify(set.body)}`);
    return { id: employee.id, name: employee.name, extension, api: await this.product.as(email, password) };
  }

  /** A phone on somebody's desk, with credentials that they made themselves. */
  async deskPhone(of: Colleague, party: Party): Promise<{ phone: BaresipPhone; deviceId: string }> {
    const { device, credentials } = await of.api.post<NewDeviceView>(`/employees/${of.id}/devices`, { label: 'Desk' });
    const phone = await BaresipPhone.start(
      { user: credentials.user, password: credentials.password, server: this.engine },
      party,
    );
    this.phones.push(phone);
    await phone.untilRegistered();
    return { phone, deviceId: device.id };
  }

  client(name: string, phone: string, responsible: Pick<EmployeeView, 'id'> | null): Promise<ClientView> {
    return this.owner.post('/clients', {
      kind: 'person',
      name,
      responsibleId: responsible?.id ?? null,
      teamId: responsible ? null : this.team.id,
      contactPoints: [{ kind: 'phone', value: phone }],
    });
  }

  /** A client calls the company. */
  callIn(as: ShownAs, extra: { patienceMs?: number; talkMs?: number; to?: string } = {}): Promise<ClientCall> {
    return this.trunk.callIn(this.engine, { to: companyNumber.slice(1), as, ...extra });
  }

  /** The only live call there is, once there is one. */
  live(api: ApiUser = this.owner, withinMs = 10_000): Promise<CallView> {
    return eventually(
      async () => {
        const { items } = await api.get<{ items: CallView[] }>('/calls/live');
        if (items.length !== 1) throw new Error(`${items.length} live calls`);
        return items[0]!;
      },
      { withinMs },
    );
  }

  /** Somebody of ours and the client speak with each other, and everybody has been told. */
  talking(api: ApiUser = this.owner): Promise<CallView> {
    return eventually(
      async () => {
        const call = await this.live(api, 0);
        if (call.phase !== 'talking') throw new Error(`it is ${call.phase}`);
        return call;
      },
      { withinMs: 10_000 },
    );
  }

  /** Whatever a failed test left behind ends, so that the next begins on a quiet line. */
  async hush(): Promise<void> {
    await this.trunk.hangUpAll();
    for (const phone of this.phones) phone.hangUp();
    await eventually(
      async () => {
        const { items } = await this.owner.get<{ items: CallView[] }>('/calls/live');
        if (items.length > 0) throw new Error(`${items.length} calls go on`);
      },
      { withinMs: 15_000 },
    );
    for (const phone of this.phones) phone.forget();
  }

  /** A call when it is over and its sound is there: what a manager sees seconds after the end. */
  kept(callId: string, withinMs = 15_000): Promise<CallView> {
    return eventually(
      async () => {
        const call = await this.owner.get<CallView>(`/calls/${callId}`);
        if (call.phase !== 'ended' || call.recordingId === null)
          throw new Error(`no recording of it yet: ${JSON.stringify(call)}`);
        return call;
      },
      { withinMs },
    );
  }

  over(callId: string, withinMs = 15_000): Promise<CallView> {
    return eventually(
      async () => {
        const call = await this.owner.get<CallView>(`/calls/${callId}`);
        if (call.phase !== 'ended') throw new Error(`it goes on: ${JSON.stringify(call)}`);
        return call;
      },
      { withinMs },
    );
  }

  /** What is heard in a recording, as it comes through the API. */
  async listen(call: CallView, api: ApiUser = this.owner): Promise<Lane[]> {
    const response = await api.fetch('GET', `/recordings/${call.recordingId}/audio`);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return lanesOf(new Uint8Array(await response.arrayBuffer()));
  }

  async close(): Promise<void> {
    await Promise.all(this.phones.map((phone) => phone.stop()));
    await this.trunk.stop();
  }
}

/** People talk for a while: this is what is measured, and nothing is waited for. */
export const talk = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const trunkOf = ({ host, port }: Address): NewTrunk => ({
  name: 'Provider',
  settings: {
    host,
    port,
    transport: 'udp',
    srtp: false,
    registration: false,
    user: null,
    authUser: null,
    fromDomain: null,
    allowedFrom: [],
    numberFormat: 'digits',
    country: 'UA',
    codecs: ['alaw'],
    maxCalls: null,
  },
  password: null,
  enabled: true,
});

export const policy = (extra: Partial<TelephonyPolicy> = {}): TelephonyPolicy => ({
  ...firstPolicy('UA'),
  dialPad: 'all',
  premiumPrefixes: ['+380900'],
  ...extra,
});

export const numberSettings = (trunkId: string, teamId: string | null): NewNumber['settings'] => ({
  trunkId,
  language: 'en',
  timeZone: 'Europe/Kyiv',
  hours: [],
  holidays: [],
  announceRecording: false,
  prompts: { recorded: null, closed: null, voicemail: null, busy: null },
  ring: {
    responsibleFirst: true,
    responsibleMs: 5_000,
    teamId,
    mode: 'all',
    members: [],
    stepMs: 5_000,
  },
  afterHours: 'voicemail',
  atEnd: 'voicemail',
  voicemailMaxSeconds: 30,
  missedText: null,
  missedTargetMinutes: null,
});
