import { readFile } from 'node:fs/promises';
import type { EmployeeView } from '../../apps/core/src/access/employees/employee.view.js';
import type { NewDeviceView } from '../../apps/core/src/telephony/extensions/extension.view.js';
import { SippFarm, type FarmPhone } from '../peers/telephony/sipp-farm.js';
import type { Sipp } from '../peers/telephony/sipp.js';
import { lanesOf, missingWindows } from '../peers/telephony/tones.js';
import { findProgram } from '../peers/real/peer.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { companyNumber, policy, TelephoneOffice } from '../telephony/telephone-office.js';
import { histogramPercentile, percentile, printRows, rssOf } from './measure.js';

const talkMs = 35_000;
/** Calls begun a second in each direction: the last begin long before the first end. */
const rate = 4;
const soundSample = 24;

interface Kept {
  client: string | null;
  outcome: string | null;
  recording: string | null;
  /** From the end of the call until its sound was on the card. */
  playable_ms: number | null;
}

/**
 * Recorded G.711 calls, all at once: one half clients who call in and are answered by desk phones, the other half desk phones that call clients.
 * Every client has one number and one card; every call is to be on its own.
 */
export async function benchCalls(count: number): Promise<void> {
  const missing = ['asterisk', 'sipp', 'ffmpeg'].filter((program) => findProgram(program) === null);
  if (missing.length > 0) {
    console.log(`skipped: calls (needs ${missing.join(', ')})`);
    return;
  }
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_RTP_PORTS: '10000-11999' }, { engine: true })
  ).start();
  let office: TelephoneOffice | null = null;
  let farm: SippFarm | null = null;
  try {
    office = await TelephoneOffice.open(product, {}, { trace: false });
    await office.owner.ask('PUT', '/telephony/policy', policy({ maxConcurrentOut: 1_000, dialPad: 'all' }));
    console.log(`\n${count} people with desk phones and a client each …`);
    const people = await settle(office, count);
    farm = await SippFarm.start(
      office.engine,
      people.map(({ phone }) => phone),
    );
    const half = Math.floor(count / 2);
    const enginePid = await product.enginePid();
    const watched = { gateway: product.pids[0]!, engine: enginePid };
    console.log(`${count} calls of ${talkMs / 1_000} s, half in, half out …`);
    const load = new LoadWatch(watched);
    const crowds = [
      await office.trunk.callInMany(office.engine, {
        to: companyNumber.slice(1),
        numbers: people.slice(0, half).map(({ number }) => `0${number.slice(4)}`),
        rate,
        talkMs,
      }),
      await farm.callOut(
        people.slice(half).map(({ phone, number }) => ({ phone, dialled: `0${number.slice(4)}` })),
        { rate, talkMs },
      ),
    ];
    const atOnce = await crowdOver(crowds, load);
    const tallies = await Promise.all(crowds.map((sipp) => sipp.tally()));
    const setup = (await Promise.all(crowds.map((sipp) => sipp.setupTimes()))).flat();
    const kept = await keptCalls(product, count);
    const sound = await gaps(
      office,
      kept.flatMap(({ recording }) => (recording === null ? [] : [recording])),
    );
    const routing = await histogramPercentile(
      `http://127.0.0.1:${product.environment['KEEPLINE_METRICS_PORT']}/metrics`,
      'keepline_call_routing_seconds',
    );
    report({ count, atOnce, tallies, setup, kept, sound, routing, load });
  } finally {
    await farm?.stop();
    await office?.close();
    await product.remove();
  }
}

async function settle(
  office: TelephoneOffice,
  count: number,
): Promise<{ phone: FarmPhone; number: string; clientId: string }[]> {
  const people: { phone: FarmPhone; number: string; clientId: string }[] = [];
  for (let n = 0; n < count; n++) {
    const employee: EmployeeView = await office.owner.newEmployee(`Employee ${n}`, `employee${n}@company.test`, {
      teamId: office.team.id,
    });
    await office.owner.ask('PUT', `/employees/${employee.id}/extension`, { number: String(1_000 + n) });
    const { credentials } = await office.owner.post<NewDeviceView>(`/employees/${employee.id}/devices`, {
      label: 'Desk',
    });
    const number = `+38067${String(5_000_100 + n)}`;
    const { id } = await office.client(`Client ${n}`, number, employee);
    people.push({ phone: { user: credentials.user, password: credentials.password }, number, clientId: id });
  }
  return people;
}

/** Until every call is over. @returns how many there were at once */
async function crowdOver(crowds: readonly Sipp[], load: LoadWatch): Promise<number> {
  let most = 0;
  while (crowds.some((sipp) => sipp.running)) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const talking = (await Promise.all(crowds.map((sipp) => sipp.tally()))).reduce((sum, t) => sum + t.talkingNow, 0);
    most = Math.max(most, talking);
    await load.look(talking);
  }
  return most;
}

async function keptCalls(product: Product, count: number): Promise<Kept[]> {
  const database = await openDatabaseOf(product.dataDir);
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rows } = await database.query<Kept>(
      `select c.client_id as client, c.outcome, r.id as recording,
              extract(epoch from (r.kept_at - c.ended_at)) * 1000 as playable_ms
       from core.call c left join core.recording r on r.call_id = c.id`,
    );
    const done = rows.filter(({ recording }) => recording !== null).length;
    if (done >= count || Date.now() > deadline) {
      await database.end();
      return rows;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Listens into some recordings through the API: in how many windows somebody who speaks is not heard. */
async function gaps(
  office: TelephoneOffice,
  recordings: readonly string[],
): Promise<{ heard: number; lost: number; worst: number }> {
  const step = Math.max(1, Math.floor(recordings.length / soundSample));
  let [heard, lost, worst] = [0, 0, 0];
  for (let n = 0; n < recordings.length; n += step) {
    const response = await office.owner.fetch('GET', `/recordings/${recordings[n]}/audio`);
    const [client, company] = await lanesOf(new Uint8Array(await response.arrayBuffer()));
    for (const [lane, party] of [
      [client!, 'client'],
      [company!, 'employee'],
    ] as const) {
      const share = missingWindows(lane, party);
      heard += lane.loudness.length;
      lost += Math.round(share * lane.loudness.length);
      worst = Math.max(worst, share);
    }
  }
  return { heard, lost, worst };
}

/** CPU and memory of the processes, as shares of one core over the time in which most calls were up. */
class LoadWatch {
  private readonly ticks: Record<string, { at: number; ticks: number; calls: number }[]> = {};
  readonly rss: Record<string, number> = {};

  constructor(private readonly pids: Record<string, number>) {}

  async look(calls: number): Promise<void> {
    for (const [name, pid] of Object.entries(this.pids)) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
      if (stat === null) continue;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      (this.ticks[name] ??= []).push({ at: performance.now(), ticks: Number(fields[11]) + Number(fields[12]), calls });
      this.rss[name] = Math.max(this.rss[name] ?? 0, await rssOf(pid));
    }
  }

  /** Per cent of one core while at least nine in ten of the calls were up. */
  cpu(name: string): number {
    const all = this.ticks[name] ?? [];
    const most = Math.max(...all.map(({ calls }) => calls));
    const full = all.filter(({ calls }) => calls >= most * 0.9);
    const [first, last] = [full.at(0), full.at(-1)];
    if (!first || !last || first === last) return NaN;
    // A tick is 10 ms (USER_HZ is 100 on every Linux that we know).
    return ((last.ticks - first.ticks) * 10 * 100) / (last.at - first.at);
  }
}

function report(o: {
  count: number;
  atOnce: number;
  tallies: { succeeded: number; failed: number }[];
  setup: number[];
  kept: Kept[];
  sound: { heard: number; lost: number; worst: number };
  routing: { p50: number; p95: number } | null;
  load: LoadWatch;
}): void {
  const failed = o.count - o.tallies.reduce((sum, tally) => sum + tally.succeeded, 0);
  const without = o.count - o.kept.filter(({ recording }) => recording !== null).length;
  const onCard = new Set(o.kept.flatMap(({ client, recording }) => (client && recording ? [client] : []))).size;
  const playable = o.kept.flatMap(({ playable_ms }) => (playable_ms === null ? [] : [Number(playable_ms)]));
  const spread = (values: number[], unit: string) =>
    `p50 ${percentile(values, 0.5).toFixed(0)}, p95 ${percentile(values, 0.95).toFixed(0)} ${unit}`;
  const zero = (n: number) => ({ reached: String(n), goal: '0', met: n === 0 });
  printRows(`${o.count} recorded calls, ${o.atOnce} of them at once`, [
    { what: 'calls that failed', ...zero(failed) },
    { what: 'calls without a recording', ...zero(without) },
    {
      what: 'calls on their own client’s card',
      reached: String(onCard),
      goal: String(o.count),
      met: onCard === o.count,
    },
    {
      what: 'windows of 100 ms in which a speaker is not heard',
      reached: `${o.sound.lost} of ${o.sound.heard}, worst lane ${(o.sound.worst * 100).toFixed(1)} %`,
      goal: 'worst ≤ 2 %',
      met: o.sound.worst <= 0.02,
    },
    {
      what: 'hang-up to playable',
      reached: spread(playable, 'ms'),
      goal: 'p95 ≤ 3000 ms',
      met: percentile(playable, 0.95) <= 3_000,
    },
    {
      what: 'routing decision',
      reached: o.routing ? `p50 ≤ ${o.routing.p50}, p95 ≤ ${o.routing.p95} ms` : 'not measured',
      goal: 'p95 ≤ 50 ms',
      met: o.routing ? o.routing.p95 <= 50 : false,
    },
    { what: 'set-up, with 300 ms of ringing', reached: spread(o.setup, 'ms'), goal: '', met: null },
    ...(['engine', 'gateway'] as const).map((name) => ({
      what: `${name}, CPU of one core and memory`,
      reached: `${o.load.cpu(name).toFixed(0)} %, RSS ${(o.load.rss[name] ?? NaN).toFixed(0)} MB`,
      goal: '',
      met: null,
    })),
  ]);
}
