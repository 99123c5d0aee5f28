import type { EmployeeView } from '../../apps/core/src/access/employees/employee.view.js';
import type { NewDeviceView } from '../../apps/core/src/telephony/extensions/extension.view.js';
import { seeded } from '#libs/testing';
import { headerOf } from '../peers/telephony/sip-trace.js';
import { SippFarm, type FarmPhone } from '../peers/telephony/sipp-farm.js';
import type { Sipp } from '../peers/telephony/sipp.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { companyNumber, TelephoneOffice } from '../telephony/telephone-office.js';
import type { FaultReport } from './capture-under-faults.js';

const people = 12;
const talkMs = 8_000;

/**
 * Clients call in all the time and are answered by desk phones; meanwhile the gateway is killed at moments that a seeded generator picks, and
 * started again. Oracle is the provider: what it saw answered must be on the client's card with its sound, once. The product is left
 * stopped, its data in place.
 */
export async function callsUnderFaults(o: {
  calls: number;
  kills: number;
  seed: number;
}): Promise<{ report: FaultReport; product: Product }> {
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_RTP_PORTS: '10000-10999' }, { engine: true })
  ).start();
  const begun = performance.now();
  const random = seeded(o.seed);
  let office: TelephoneOffice | null = null;
  let farm: SippFarm | null = null;
  try {
    office = await TelephoneOffice.open(product, {}, { trace: false });
    const clients = await settle(office);
    farm = await SippFarm.start(
      office.engine,
      clients.map(({ phone }) => phone),
    );
    const crowd = await office.trunk.callInMany(office.engine, {
      to: companyNumber.slice(1),
      numbers: clients.map(({ number }) => `0${number.slice(4)}`),
      rate: 1,
      calls: o.calls,
      talkMs,
      trace: true,
    });
    const stretchMs = (o.calls * 1_000) / o.kills;
    for (let n = 0; n < o.kills; n++) {
      await new Promise((resolve) => setTimeout(resolve, stretchMs * (0.3 + 0.5 * random())));
      await product.kill();
      await product.start();
    }
    await crowd.ended;
    const answered = await answeredBy(crowd);
    const kept = await keptOn(
      product,
      clients,
      [...answered.values()].reduce((sum, n) => sum + n, 0),
    );
    await product.stop();
    const differences = clients.map(({ id, number }) => (kept.get(id) ?? 0) - (answered.get(number.slice(4)) ?? 0));
    return {
      product,
      report: {
        faults: { 'gateway kill -9 among calls': o.kills },
        offered: [...answered.values()].reduce((sum, n) => sum + n, 0),
        lost: differences.reduce((sum, n) => sum + Math.max(0, -n), 0),
        duplicated: differences.reduce((sum, n) => sum + Math.max(0, n), 0),
        corrupted: 0,
        seconds: (performance.now() - begun) / 1000,
      },
    };
  } finally {
    await farm?.stop();
    await office?.close();
  }
}

async function settle(office: TelephoneOffice): Promise<{ phone: FarmPhone; number: string; id: string }[]> {
  const clients: { phone: FarmPhone; number: string; id: string }[] = [];
  for (let n = 0; n < people; n++) {
    const employee: EmployeeView = await office.owner.newEmployee(`Employee ${n}`, `employee${n}@company.test`, {
      teamId: office.team.id,
    });
    await office.owner.ask('PUT', `/employees/${employee.id}/extension`, { number: String(200 + n) });
    const { credentials } = await office.owner.post<NewDeviceView>(`/employees/${employee.id}/devices`, {
      label: 'Desk',
    });
    const number = `+38067${String(5_000_100 + n)}`;
    const { id } = await office.client(`Client ${n}`, number, employee);
    clients.push({ phone: { user: credentials.user, password: credentials.password }, number, id });
  }
  return clients;
}

/** How many calls of each client somebody took, by the last nine digits of their number: as the provider saw it. */
async function answeredBy(crowd: Sipp): Promise<Map<string, number>> {
  const calls = new Map<string, string>();
  for (const message of await crowd.messages()) {
    const isAnswer = message.start.startsWith('SIP/2.0 200') && headerOf(message, 'CSeq')?.endsWith('INVITE');
    if (!message.sent && isAnswer) calls.set(headerOf(message, 'Call-ID')!, headerOf(message, 'From')!);
  }
  const answered = new Map<string, number>();
  for (const from of calls.values()) {
    const number = /sip:0(\d{9})@/.exec(from)?.[1] ?? from;
    answered.set(number, (answered.get(number) ?? 0) + 1);
  }
  return answered;
}

/** How many calls with their sound lie on each card: conversations, and messages of those whom nobody took in time. */
async function keptOn(
  product: Product,
  clients: readonly { id: string }[],
  expected: number,
): Promise<Map<string, number>> {
  const database = await openDatabaseOf(product.dataDir);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { rows } = await database.query<{ client: string; n: string }>(
      `select client_id as client, count(*) as n from core.call where recording_id is not null and client_id = any($1) group by client_id`,
      [clients.map(({ id }) => id)],
    );
    const kept = new Map(rows.map(({ client, n }) => [client, Number(n)]));
    const total = [...kept.values()].reduce((sum, n) => sum + n, 0);
    if (total >= expected || Date.now() > deadline) {
      await database.end();
      return kept;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
