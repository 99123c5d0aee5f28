import { join } from 'node:path';
import { callEnded, recordingKept, type MessageContract } from '#libs/contracts';
import { createEvidenceStore, MasterKey } from '#libs/evidence';
import { eventually } from '#libs/testing';
import { v7 as uuidv7 } from 'uuid';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ExtensionView } from '../../apps/core/src/telephony/extensions/extension.view.js';
import type { TelephonyView } from '../../apps/core/src/telephony/engine/engine.view.js';
import type { NumberView } from '../../apps/core/src/telephony/numbers/number.view.js';
import type { TrunkView } from '../../apps/core/src/telephony/trunks/trunk.view.js';
import { firstPolicy } from '../../apps/core/src/telephony/policy/policy.view.js';
import { VoiceTrunk } from '../peers/telephony/voice-trunk.js';
import type { ApiUser } from '../product/api.js';
import { openDatabaseOf } from '../product/product-database.js';
import type { Product } from '../product/product.js';
import { pastCalls } from './past-calls.js';
import { clients, company, type SampleClient } from './sample-office.js';
import type { SettledOffice } from './settle.js';
import { voice } from './voices.js';

const number = '+380445550100';
/** A newcomer opens the page and signs in before the first client calls. */
const firstCallAfterMs = 40_000;
const nextCallAfterMs = 120_000;
const lookAgainAfterMs = 10_000;
const calls = 5;

/** The company's telephone in the demonstration: a provider in this process, a number, people with extensions, calls of the past. */
export class DemoTelephone {
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(
    private readonly product: Product,
    private readonly trunk: VoiceTrunk,
    private readonly office: SettledOffice,
  ) {}

  static async open(product: Product, owner: ApiUser, office: SettledOffice): Promise<DemoTelephone> {
    const [uk, ru, en] = await Promise.all((['uk', 'ru', 'en'] as const).map((one) => voice('client', one)));
    const trunk = await VoiceTrunk.listen((called) => {
      const client = clients.find(({ phone }) => phone.replace(/\D/g, '').endsWith(called.replace(/^0+/, '')));
      return { sound: { uk, ru, en }[client?.language ?? 'en']!, beforeMs: 700, pauseMs: 6_000 };
    });
    try {
      await eventually(
        async () => {
          const { engine } = await owner.get<TelephonyView>('/telephony');
          if (engine.state !== 'up')
            throw new Error(`the telephone engine did not start: ${engine.code ?? engine.state}`);
        },
        { withinMs: 30_000 },
      );
      const channelId = await connect(owner, trunk, office);
      await tellOfThePast(product, channelId, office);
      return new DemoTelephone(product, trunk, office);
    } catch (error) {
      trunk.close();
      throw error;
    }
  }

  /** Clients begin to call, one after another. */
  liven(): void {
    this.later(firstCallAfterMs, 0);
  }

  private later(ms: number, n: number): void {
    if (n >= calls) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.callNext(n);
    }, ms);
    this.timers.add(timer);
  }

  /** Somebody calls whose own employee has the page open; while nobody has, nobody calls. */
  private async callNext(n: number): Promise<void> {
    const client = await this.whoCalls(n).catch(() => null);
    if (client === null) return this.later(lookAgainAfterMs, n);
    this.later(nextCallAfterMs, n + 1);
    await this.callIn(client);
  }

  private async whoCalls(n: number): Promise<SampleClient | null> {
    const { items } = await this.office.owner.get<{ items: ExtensionView[] }>('/extensions');
    const online = new Set(items.filter((one) => one.online).map(({ employee }) => employee.id));
    if (online.size === 0) return null;
    const theirs = clients.filter(({ responsible }) => online.has(this.office.people[responsible]?.id ?? ''));
    // Whoever is signed in has no client of their own: everybody who is online is rung in the second step.
    const among = theirs.length > 0 ? theirs : clients;
    return among[(n * 5) % among.length]!;
  }

  private async callIn(client: SampleClient): Promise<void> {
    await this.trunk.callIn(
      { host: '127.0.0.1', port: this.product.sipPort },
      {
        to: number.slice(1),
        from: client.phone.replace(/\D/g, ''),
        voice: { sound: await voice('client', client.language), beforeMs: 700, pauseMs: 6_000 },
        patienceMs: 60_000,
        talkMs: 60_000,
      },
    );
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.trunk.close();
  }
}

async function connect(owner: ApiUser, trunk: VoiceTrunk, { people, teamId }: SettledOffice): Promise<string> {
  const { id: trunkId } = await owner.post<TrunkView>('/trunks', {
    name: 'Зв’язок-Телеком',
    settings: {
      ...trunk.address,
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
  const countries = ['UA', 'EE', 'LV', 'GB', 'SE', 'HU', 'MD', 'GE', 'IE', 'LT', 'NL', 'AM', 'DE', 'TJ'];
  const allowed = { ...firstPolicy('UA'), dialPad: 'all', countries };
  await succeed(owner, 'PUT', '/telephony/policy', allowed);
  for (const [index, { id }] of Object.values(people).entries())
    await succeed(owner, 'PUT', `/employees/${id}/extension`, { number: String(201 + index) });
  const { channelId } = await owner.post<NumberView>('/numbers', {
    name: `${company.name}, головний`,
    number,
    aliases: [],
    teamId,
    settings: {
      trunkId,
      language: 'uk',
      timeZone: 'Europe/Kyiv',
      hours: [],
      holidays: [],
      announceRecording: true,
      prompts: { recorded: null, closed: null, voicemail: null, busy: null },
      // Whoever has the page open takes it: a newcomer may have signed in as anybody.
      ring: {
        responsibleFirst: true,
        responsibleMs: 8_000,
        teamId: null,
        mode: 'all',
        members: Object.values(people).map(({ id }) => id),
        stepMs: 30_000,
      },
      afterHours: 'voicemail',
      atEnd: 'voicemail',
      voicemailMaxSeconds: 60,
      missedText: null,
      missedTargetMinutes: null,
    },
  });
  return channelId;
}

async function succeed(api: ApiUser, method: string, path: string, body: unknown): Promise<void> {
  const answer = await api.ask(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** Puts calls of the past into the outbox of the telephony role, as if it had just told of them. */
async function tellOfThePast(product: Product, channelId: string, office: SettledOffice): Promise<void> {
  const masterKey = await MasterKey.load(join(product.dataDir, 'master.key'), { mayMake: false });
  const evidence = await createEvidenceStore(
    { dataDir: product.dataDir, storageUrl: product.environment['KEEPLINE_STORAGE_URL'] ?? null },
    masterKey,
  );
  const past = await pastCalls(new Date(), { channelId, people: office.people }, evidence);
  const database = await openDatabaseOf(product.dataDir);
  const tell = (contract: MessageContract, bodies: readonly object[]) =>
    database.query(
      `insert into telephony.outbox (id, topic, body)
       select id, $1, body from unnest($2::uuid[], $3::json[]) with ordinality as new (id, body, n) order by n`,
      [contract.topic, bodies.map(() => uuidv7()), bodies.map((body) => JSON.stringify(body))],
    );
  await tell(
    callEnded,
    past.map(({ ended }) => ended),
  );
  await tell(
    recordingKept,
    past.flatMap(({ kept }) => (kept === null ? [] : [kept])),
  );
  await database.end();
  const owner = office.owner;
  await eventually(
    async () => {
      const { items } = await owner.get<{ items: CallView[] }>('/calls?limit=100');
      if (items.length < past.length) throw new Error(`${items.length} of ${past.length} calls of the past`);
    },
    { withinMs: 30_000 },
  );
}
