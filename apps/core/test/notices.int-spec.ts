import { callEnded, letterReceived } from '#libs/contracts';
import {
  aCall,
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  aManager,
  anEmployee,
  aNumber,
  anOwner,
  aTeam,
  eventually,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { WebSocket } from 'ws';
import { Alerts } from '../src/alerts/alerts.js';
import { Escalation } from '../src/tasks/escalation.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { quietJustNow } from './quiet-hours.js';

interface Told {
  id: string;
  kind: string;
  times: number;
  client: { id: string; name: string } | null;
  conversationId: string | null;
  interactionId: string | null;
  subject: string;
  by: { name: string } | null;
  sounds: boolean;
  readAt: string | null;
}

describe('what somebody is told', () => {
  let core: TestCore;
  let office: SavedChannel;
  let line: SavedChannel;
  let [anna, boris, maria] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  let [annas, boriss, marias, owner] = [] as Caller[] as [Caller, Caller, Caller, Caller];
  let n = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    [annas, boriss, marias] = [await core.as(anna), await core.as(boris), await core.as(maria)];
    owner = await core.as(await anOwner('Olga').saved(core.db));
  });
  beforeEach(async () => {
    await core.db.query(`delete from core.notice; delete from core.notice_choice`);
  });
  afterAll(() => core.close());

  const told = async (who: Caller, path = 'notices'): Promise<Told[]> =>
    (await who.get(path)).body.items as unknown as Told[];
  const unread = async (who: Caller) => (await who.get('notices/unread')).body['unread'];
  const now = () => [new Date().toUTCString(), new Date().toISOString()] as const;
  const writes = async (from: string, subject = 'Price?', answering: string[] = []) => {
    n += 1;
    const letter = aLetter(from, subject)
      .id(`<n${n}@client.test>`)
      .to(office.address)
      .body(`letter ${n}`)
      .date(...now());
    await core.tell(letterReceived, (answering.length > 0 ? letter.answering(...answering) : letter).into(office.id));
    return `<n${n}@client.test>`;
  };
  const conversationOf = async (clientId: string) =>
    (
      await core.db.query<{ id: string }>(
        `select id from core.conversation where client_id = $1 order by last_at desc`,
        [clientId],
      )
    )[0]!.id;

  it('is a client’s new word, once for all that is unread, to whoever handles the conversation', async () => {
    const ada = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    const first = await writes('Ada <ada@example.test>');
    expect(await told(annas)).toMatchObject([
      {
        ...{ kind: 'word', times: 1, client: { id: ada.id, name: 'Ada' }, subject: 'Price?', by: null, sounds: true },
        ...{ conversationId: await conversationOf(ada.id), interactionId: expect.any(String) as string, readAt: null },
      },
    ]);
    expect(await told(boriss)).toEqual([]);
    expect(await told(marias)).toEqual([]);
    const conversation = await conversationOf(ada.id);
    await marias.post(`conversations/${conversation}/assign`, { employeeId: boris.employeeId });
    await core.db.query(`delete from core.notice`);
    await writes('ada@example.test', 'Re: Price?', [first]);
    await writes('ada@example.test', 'Re: Price?', [first]);
    expect(await told(annas)).toEqual([]);
    expect(await told(boriss)).toMatchObject([{ kind: 'word', times: 2, conversationId: conversation }]);
  });

  it('is nothing that is old, that a machine wrote, or that we wrote ourselves', async () => {
    await aClient('Old').withEmail('old@example.test').assignedTo(anna).saved(core.db);
    await core.tell(letterReceived, aLetter('old@example.test', 'Last year').body('x').into(office.id));
    await core.tell(
      letterReceived,
      aLetter('old@example.test', 'Away')
        .body('y')
        .date(...now())
        .with('Auto-Submitted: auto-replied')
        .into(office.id),
    );
    expect(await told(annas)).toEqual([]);
  });

  it('is what a colleague passes on, by name, and not what somebody takes', async () => {
    const bob = await aClient('Bob').withEmail('bob@example.test').assignedTo(anna).saved(core.db);
    await writes('bob@example.test');
    const id = await conversationOf(bob.id);
    await core.db.query(`delete from core.notice`);
    await annas.post(`conversations/${id}/assign`, { employeeId: boris.employeeId });
    expect(await told(boriss)).toMatchObject([{ kind: 'assigned', by: { name: 'Anna' }, conversationId: id }]);
    await annas.post(`conversations/${id}/take`);
    expect(await told(annas)).toEqual([]);
    const card = await aClient('Carl').assignedTo(anna).saved(core.db);
    await marias.post(`clients/${card.id}/assignment`, { employeeId: boris.employeeId, reason: 'handover' });
    expect((await told(boriss)).map(({ kind, client, by }) => [kind, client?.name, by?.name])).toContainEqual([
      ...['assigned', 'Carl', 'Maria'],
    ]);
  });

  it('is out of sight with the card, and comes back with it', async () => {
    const eve = await aClient('Eve').withEmail('eve@example.test').assignedTo(anna).saved(core.db);
    await writes('eve@example.test');
    expect(await unread(annas)).toBe(1);
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [eve.id, boris.employeeId]);
    expect([await told(annas), await unread(annas)]).toEqual([[], 0]);
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [eve.id, anna.employeeId]);
    expect(await unread(annas)).toBe(1);
  });

  it('is never about a card that one may not see', async () => {
    const card = await aClient('Secret').assignedTo(anna).saved(core.db);
    await core.db.query(
      `select core.tell_notices(jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'employeeId', $1::text, 'kind', 'mention',
         'at', now(), 'times', 1, 'clientId', $2::text, 'details', '{}'::jsonb)), '{"mention": ["page"]}')`,
      [boris.employeeId, card.id],
    );
    const [row] = await core.db.query<{ n: number }>(`select count(*)::int as n from core.notice`);
    expect(row!.n).toBe(0);
  });

  it('shows names as one may see them', async () => {
    await aClient('+380501234567').withEmail('num@example.test').assignedTo(anna).saved(core.db);
    await writes('num@example.test', 'Call +380501234567');
    const [notice] = await told(annas);
    expect([notice!.client!.name, notice!.subject]).toEqual(['+380 •• ••• •• 67', 'Call +380 •• ••• •• 67']);
  });

  it('is read one by one, all at once until a moment, or by looking at the conversation; and by nobody else', async () => {
    const fay = await aClient('Fay').withEmail('fay@example.test').assignedTo(anna).saved(core.db);
    await aClient('Gil').withEmail('gil@example.test').assignedTo(anna).saved(core.db);
    await writes('fay@example.test');
    await writes('gil@example.test');
    const [gils, fays] = await told(annas);
    expect((await boriss.post('notices/read', { ids: [gils!.id] })).status).toBe(200);
    expect(await unread(annas)).toBe(2);
    expect((await annas.post('notices/read', { ids: [gils!.id] })).body).toEqual({ unread: 1 });
    expect((await told(annas, 'notices?unread=true')).map(({ id }) => id)).toEqual([fays!.id]);
    await annas.post('conversations/bulk', { ids: [await conversationOf(fay.id)], act: 'seen' });
    expect(await unread(annas)).toBe(0);
    await writes('fay@example.test');
    const before = new Date(Date.now() - 60_000).toISOString();
    expect((await annas.post('notices/read', { until: before })).body).toEqual({ unread: 1 });
    expect((await annas.post('notices/read', { until: new Date().toISOString() })).body).toEqual({ unread: 0 });
    // The next one after it was read is a new one.
    await writes('fay@example.test');
    expect((await told(annas, 'notices?unread=true')).map(({ times }) => times)).toEqual([1]);
  });

  it('comes in pages, the newest first', async () => {
    for (const name of ['p1', 'p2', 'p3']) {
      await aClient(name).withEmail(`${name}@example.test`).assignedTo(anna).saved(core.db);
      await writes(`${name}@example.test`, name);
    }
    const first = await annas.get('notices?limit=2');
    expect((first.body.items as unknown as Told[]).map(({ subject }) => subject)).toEqual(['p3', 'p2']);
    const next = await annas.get(`notices?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect((next.body.items as unknown as Told[]).map(({ subject }) => subject)).toEqual(['p1']);
    expect(next.body['nextCursor']).toBeNull();
  });

  it('is a call that nobody took, a promise whose time has come, and an alert to its head', async () => {
    const client = await aClient('Hal').withPhone('+380505550002').assignedTo(anna).saved(core.db);
    await core.tell(callEnded, aCall(line).from('+380505550002').ended({}));
    expect(await told(annas)).toMatchObject([{ kind: 'missed-call', client: { id: client.id } }]);
    await annas.post(`clients/${client.id}/promises`, {
      what: 'x',
      dueAt: new Date(Date.now() - 60_000).toISOString(),
    });
    await core.app.get(Escalation, { strict: false }).escalate();
    expect((await told(annas)).map(({ kind }) => kind)).toEqual(['task', 'missed-call']);
    expect((await told(marias)).map(({ kind }) => kind)).toEqual(['alert']);
    // Over a head that is there the owner hears only what cannot wait.
    expect(await told(owner)).toEqual([]);
    await core.db
      .uow('core')
      .run((tx) =>
        core.app.get(Alerts, { strict: false }).raise(tx, { code: 'telephony.engine-down', severity: 'alarm' }),
      );
    expect((await told(owner)).map(({ kind }) => kind)).toEqual(['alert']);
    // Whoever is no head any more does not read it either.
    await core.db.query(`update core.employee set role = 'employee' where id = $1`, [maria.employeeId]);
    await eventually(async () => expect(await told(marias)).toEqual([]));
    await core.db.query(`update core.employee set role = 'manager' where id = $1`, [maria.employeeId]);
  });

  it('comes by the ways that one has chosen, and quietly at one’s quiet hours', async () => {
    await aClient('Ivy').withEmail('ivy@example.test').assignedTo(anna).saved(core.db);
    const usual = await annas.get('notices/choices');
    expect(usual.body).toMatchObject({ ways: { word: ['page', 'sound', 'push'], alert: ['page'] }, quiet: null });
    const ways = usual.body['ways'] as object;
    const put = (change: object, quiet: unknown = null) =>
      annas.put('notices/choices', { ways: { ...ways, ...change }, quiet });
    expect((await put({ word: [] })).body).toMatchObject({ ways: { word: [] } });
    await writes('ivy@example.test', 'nothing');
    expect(await core.db.query(`select from core.notice`)).toEqual([]);
    await put({ word: ['push'] });
    await writes('ivy@example.test', 'push alone');
    expect([await told(annas), await unread(annas)]).toEqual([[], 0]);
    await core.db.query(`delete from core.notice`);
    await put({ word: ['sound', 'page'] }, quietJustNow());
    await writes('ivy@example.test', 'quiet');
    expect(await told(annas)).toMatchObject([{ sounds: false }]);
    const wrong = await put({}, { from: '22:00', to: '08:00', zone: 'Europe/Nowhere' });
    expect([wrong.status, wrong.body['errors']]).toMatchObject([400, [{ path: 'quiet.zone' }]]);
    expect((await put({ word: ['pigeon'] })).status).toBe(400);
  });

  it('is told to one’s pages and to nobody else’s', async () => {
    await aClient('Joy').withEmail('joy@example.test').assignedTo(anna).saved(core.db);
    const heard = { anna: [] as string[], boris: [] as string[] };
    const listen = async (who: Caller, into: string[]) => {
      const socket = new WebSocket(`${core.url.replace('http', 'ws')}live`, {
        headers: { cookie: who.headers['cookie']!, origin: new URL(core.url).origin },
      });
      socket.on('message', (text: Buffer) => into.push((JSON.parse(text.toString()) as { event: string }).event));
      await new Promise((done) => socket.once('open', done));
      return socket;
    };
    const sockets = [await listen(annas, heard.anna), await listen(boriss, heard.boris)];
    await writes('joy@example.test');
    await eventually(() => expect(heard.anna).toContain('notice'));
    expect(heard.boris).not.toContain('notice');
    sockets.forEach((socket) => socket.close());
  });

  it('is on record when it is read', async () => {
    await told(annas);
    const rows = await core.db.query(`select from core.journal where action = 'notices.read' and actor_id = $1`, [
      anna.employeeId,
    ]);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('is pushed to no address of our own network, whatever a page says', async () => {
    const keys = {
      p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url'),
      auth: 'A'.repeat(22),
    };
    const inside = [
      'http://127.0.0.1:9/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://localhost/x',
      'https://10.0.0.1/x',
    ];
    for (const endpoint of [
      ...inside,
      'http://push.example.test/x',
      'https://user:secret@push.example.test/x',
      'ftp://push.example.test/x',
    ]) {
      const refused = await annas.post('me/push', { endpoint, keys, language: 'en' });
      expect([endpoint, refused.status, refused.body.code]).toEqual([endpoint, 403, 'push.endpoint-not-allowed']);
    }
  });
});
