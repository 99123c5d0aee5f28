import { Module } from '@nestjs/common';
import { WebSocket } from 'ws';
import { alarmRaised, type AlarmRaised, type CallId } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Alerts, mayKnowOfAlert, type NewAlert } from '../src/alerts/alerts.js';
import { AlertsModule } from '../src/alerts/alerts.module.js';
import { aCore, EdgeModule, type TestCore } from './a-core.js';

@Module({ imports: [EdgeModule, AlertsModule] })
class AlertsCore {}

const aCall = () => crypto.randomUUID() as CallId;

describe('alerts', () => {
  let core: TestCore;
  let sales: SavedTeam;
  let card: SavedClient;
  let [olga, maria, other, anna, admin] = [] as SavedEmployee[] as [
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
  ];
  const open: WebSocket[] = [];

  beforeAll(async () => {
    core = await aCore({ module: AlertsCore });
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    olga = await anOwner().saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    other = await aManager('Other')
      .inTeam(await aTeam('Other').saved(core.db))
      .saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    admin = await anEmployee('Admin').as('administrator').saved(core.db);
    card = await aClient('Ada Lovelace').assignedTo(anna).saved(core.db);
  });
  beforeEach(() => core.db.query('delete from core.alert'));
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => core.close());

  const raise = (alert: NewAlert) =>
    core.db.uow('core').run((tx) => core.app.get(Alerts, { strict: false }).raise(tx, alert));
  const list = async (who: SavedEmployee, query = '') =>
    (await (await core.as(who)).get(`alerts${query}`)).body.items as Record<string, unknown>[];
  const codes = async (who: SavedEmployee, query = '') => (await list(who, query)).map(({ code }) => code);

  /** One of each kind: of a card, of an employee, of a call without a card, of what somebody writes past the company, of the machinery. */
  const raiseAll = async () => {
    await raise({ code: 'test.card', severity: 'alarm', clientId: card.id, callId: aCall() });
    await raise({ code: 'test.employee', severity: 'warning', employeeId: anna.employeeId, callId: aCall() });
    await raise({ code: 'test.call', severity: 'alarm', callId: aCall() });
    await raise({ code: 'protection.private-address', severity: 'alarm', employeeId: anna.employeeId });
    await raise({ code: 'test.machine', severity: 'info', details: { ip: '203.0.113.7' } });
  };

  it('are for the head of the team, for the owner, and the technical ones for the administrator', async () => {
    await raiseAll();
    expect(await codes(olga)).toEqual([
      'test.machine',
      'protection.private-address',
      'test.call',
      'test.employee',
      'test.card',
    ]);
    expect(await codes(maria)).toEqual(['protection.private-address', 'test.call', 'test.employee', 'test.card']);
    expect(await codes(other)).toEqual(['test.call']);
    expect(await codes(admin)).toEqual(['test.machine']);
    expect((await (await core.as(anna)).get('alerts')).status).toBe(403);
    expect((await list(maria))[3]).toMatchObject({
      severity: 'alarm',
      client: { id: card.id, name: 'Ada Lovelace' },
      employee: null,
      acknowledgedBy: null,
      acknowledgedAt: null,
    });
    expect((await list(admin))[0]).toMatchObject({ callId: null, client: null, details: { ip: '203.0.113.7' } });
  });

  it('are told live to exactly those who find them in the list', async () => {
    const people = [olga, maria, other, anna, admin];
    const heard = people.map(() => [] as string[]);
    for (const [n, who] of people.entries()) {
      const { headers } = await core.as(who);
      const at = core.url.replace(/^http/, 'ws').concat('live');
      const socket = new WebSocket(at, {
        headers: { cookie: headers['cookie']!, origin: new URL(core.url).origin },
      });
      open.push(socket);
      socket.on('message', (text: Buffer) => {
        const told = JSON.parse(text.toString()) as { event: string; data: { alertId: string } };
        if (told.event === 'alert') heard[n]!.push(told.data.alertId);
      });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    }
    await raiseAll();
    await eventually(() => expect(heard.map(({ length }) => length)).toEqual([5, 4, 1, 0, 1]));
    for (const [n, who] of people.entries()) {
      const listed = who === anna ? [] : (await list(who)).map(({ id }) => id as string);
      expect([who.name, heard[n]]).toEqual([who.name, listed.reverse()]);
    }
  });

  it('say nothing to an employee, whatever they are about', () => {
    expect(mayKnowOfAlert(anna, { code: 'test.card', callId: null, clientId: null, teamId: sales.id })).toBe(false);
  });

  it('are acknowledged once, by name, on record, and leave the open list', async () => {
    const id = await raise({ code: 'test.card', severity: 'alarm', clientId: card.id });
    const [head, owner] = [await core.as(maria), await core.as(olga)];
    const { status, body } = await head.post(`alerts/${id}/acknowledge`);
    expect([status, body['acknowledgedBy']]).toEqual([200, { id: maria.employeeId, name: 'Maria' }]);
    const again = await owner.post(`alerts/${id}/acknowledge`);
    expect(again.body['acknowledgedBy']).toEqual({ id: maria.employeeId, name: 'Maria' });
    expect(await codes(maria, '?open=true')).toEqual([]);
    expect(await codes(maria, '?open=false')).toEqual(['test.card']);
    const entries = await core.db.query(
      `select actor_id from core.journal where action = 'alert.acknowledged' and subject_id = $1`,
      [id],
    );
    expect(entries).toEqual([{ actor_id: maria.employeeId }]);
  });

  it('of another team cannot be acknowledged, nor found out', async () => {
    const id = await raise({ code: 'test.card', severity: 'alarm', clientId: card.id });
    for (const who of [other, admin]) {
      const { status, body } = await (await core.as(who)).post(`alerts/${id}/acknowledge`);
      expect([who.name, status, body.code]).toEqual([who.name, 404, 'alert.not-found']);
    }
    expect(await codes(olga, '?open=true')).toEqual(['test.card']);
  });

  it('come in pages', async () => {
    for (const n of [1, 2, 3]) await raise({ code: `test.n${n}`, severity: 'info', at: new Date(2026, 0, n) });
    const owner = await core.as(olga);
    const first = (await owner.get('alerts?limit=2')).body;
    expect(first.items!.map((item) => (item as { code: string }).code)).toEqual(['test.n3', 'test.n2']);
    const second = (await owner.get(`alerts?limit=2&cursor=${String(first['nextCursor'])}`)).body;
    expect(second).toMatchObject({ items: [{ code: 'test.n1' }], nextCursor: null });
  });

  it('raised twice under one key are one', async () => {
    const callId = aCall();
    const alert: NewAlert = { code: 'test.once', severity: 'alarm', callId, once: `test.once:${callId}` };
    expect(await raise(alert)).not.toBeNull();
    expect(await raise(alert)).toBeNull();
    expect(await codes(olga)).toEqual(['test.once']);
  });

  it('come from the telephony role too: each of the machinery, one of each call', async () => {
    const alarm = async (code: string, callId: CallId | null, details: AlarmRaised['details'] = {}) => {
      const body: AlarmRaised = { code, callId, employeeId: null, details, at: '2026-01-05T10:00:00.000Z' };
      const outcomes = await core.bus.publish([
        { id: crypto.randomUUID(), topic: alarmRaised.topic, json: JSON.stringify(body), attempt: 0 },
      ]);
      expect(outcomes).toEqual([null]);
    };
    await alarm('telephony.address-blocked', null, { address: '203.0.113.7', attempts: 200 });
    await alarm('telephony.address-blocked', null, { address: '203.0.113.8', attempts: 200 });
    const callId = aCall();
    await alarm('telephony.call-unseen', callId);
    await alarm('telephony.call-unseen', callId);
    expect(await codes(olga)).toEqual([
      ...['telephony.call-unseen', 'telephony.address-blocked', 'telephony.address-blocked'],
    ]);
    const [, blocked] = await list(olga);
    expect(blocked).toMatchObject({
      severity: 'warning',
      at: '2026-01-05T10:00:00.000Z',
      details: { attempts: 200 },
    });
  });
});
