import { WebSocket } from 'ws';
import { callChanged, callEnded, routeCall, type CallChanged } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import {
  aCall,
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anExtension,
  aNumber,
  anOwner,
  aTeam,
  eventually,
  type CallBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('a live call', () => {
  let core: TestCore;
  let line: SavedChannel;
  let people: Record<'anna' | 'boris' | 'cleo' | 'maria' | 'mark' | 'olga', SavedEmployee>;
  let callers: Record<keyof typeof people, Caller>;
  let ada: SavedClient;
  const open: WebSocket[] = [];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const [sales, accounts] = [await aTeam('Sales').saved(core.db), await aTeam('Accounts').saved(core.db)];
    line = await aNumber().inTeam(sales).saved(core.db);
    people = {
      anna: await anEmployee('Anna').inTeam(sales).saved(core.db),
      boris: await anEmployee('Boris').inTeam(sales).seeingContacts().saved(core.db),
      cleo: await anEmployee('Cleo').inTeam(accounts).saved(core.db),
      maria: await aManager('Maria').inTeam(sales).saved(core.db),
      mark: await aManager('Mark').inTeam(accounts).saved(core.db),
      olga: await anOwner().saved(core.db),
    };
    const names = Object.keys(people) as (keyof typeof people)[];
    for (const [n, name] of names.entries())
      await anExtension(String(201 + n))
        .of(people[name])
        .saved(core.db);
    const signedIn = await Promise.all(names.map(async (name) => [name, await core.as(people[name])] as const));
    callers = Object.fromEntries(signedIn) as typeof callers;
    ada = await aClient('Ada').withPhone('+380501234512').assignedTo(people.anna).saved(core.db);
  });
  beforeEach(async () => {
    core.telephony.refuse = null;
    core.telephony.controlled.length = 0;
    await core.db.query(`update core.call set phase = 'ended', ended_at = now() where phase <> 'ended'`);
  });
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => core.close());

  const tell = (change: CallChanged) => core.tell(callChanged, change);
  /** It came in: routed, and ringing at Anna's and Boris'. */
  const anIncoming = async (from = '0501234512'): Promise<CallBuilder> => {
    const call = aCall(line).from(from);
    await core.bus.ask(routeCall, { callId: call.id, channelId: line.id, from, at: new Date().toISOString() });
    await tell(call.ringing(people.anna, people.boris));
    return call;
  };
  const socketOf = async (who: keyof typeof people) => {
    const url = core.url.replace(/^http/, 'ws').concat('live');
    const headers = { origin: new URL(core.url).origin, cookie: callers[who].headers['cookie']! };
    const socket = new WebSocket(url, { headers });
    open.push(socket);
    const heard: { event: string; data: Record<string, unknown> }[] = [];
    socket.on('message', (text: Buffer) => heard.push(JSON.parse(text.toString()) as (typeof heard)[number]));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return heard;
  };
  const see = async (who: keyof typeof people, call: CallBuilder) => (await callers[who].get(`calls/${call.id}`)).body;

  it('pops up with the card before the answer, for those who are rung and those whose it is, each as they may see it', async () => {
    const heard = await Promise.all((['anna', 'boris', 'cleo', 'maria', 'mark', 'olga'] as const).map(socketOf));
    const call = await anIncoming();
    const event = { event: 'call', data: { callId: call.id, phase: 'ringing', clientId: ada.id } };
    await eventually(() =>
      expect(heard.map((events) => events.filter((one) => one.event === 'call'))).toEqual([
        [event],
        [event],
        [],
        [event],
        [],
        [event],
      ]),
    );
    const shown = { client: { id: ada.id, name: 'Ada' }, phase: 'ringing', direction: 'inbound', answeredAt: null };
    const ringing = [people.anna, people.boris].map(({ employeeId: id, name }) => ({ id, name }));
    expect(await see('anna', call)).toMatchObject({
      ...{ ...shown, shown: '+380 •• ••• •• 12', ringing, mine: true },
      may: { control: true, listen: false, place: false, form: false },
    });
    // Sees numbers of their own cards; this is another's.
    expect(await see('boris', call)).toMatchObject({ ...shown, shown: '+380 •• ••• •• 12', mine: true });
    expect(await see('maria', call)).toMatchObject({ ...shown, shown: '+380501234512', mine: false });
    for (const who of ['cleo', 'mark'] as const) expect((await callers[who].get(`calls/${call.id}`)).status).toBe(404);
  });

  it('stays in sight of whoever picked up, until the two hear each other', async () => {
    const call = await anIncoming();
    const inBetween = { ...call.ringing(people.anna), talking: [people.boris.employeeId] };
    await tell(inBetween);
    const ringing = [people.anna, people.boris].map(({ employeeId: id, name }) => ({ id, name }));
    expect(await see('boris', call)).toMatchObject({ phase: 'ringing', ringing, talking: [], mine: true });
  });

  it('is seen by a colleague who is asked for a word about it, and by nobody else of another team', async () => {
    const call = await anIncoming();
    await tell({ ...call.talking(people.anna), phase: 'held', consulted: people.cleo.employeeId });
    expect(await see('cleo', call)).toMatchObject({
      ...{
        phase: 'held',
        client: { name: 'Ada' },
        talking: [{ name: 'Anna' }],
        consulted: { name: 'Cleo' },
        mine: true,
      },
      may: { control: false, listen: false, place: false, form: false },
    });
    expect((await callers.cleo.get('calls/live')).body).toMatchObject({ items: [{ id: call.id }] });
    expect((await callers.mark.get(`calls/${call.id}`)).status).toBe(404);
    await tell(call.talking(people.anna));
    expect((await callers.cleo.get(`calls/${call.id}`)).status).toBe(404);
  });

  it('belongs to whoever speaks first; whoever was only rung lets go of it', async () => {
    const call = await anIncoming();
    await tell(call.talking(people.boris));
    expect(await see('boris', call)).toMatchObject({
      ...{ phase: 'talking', employee: { name: 'Boris' }, talking: [{ name: 'Boris' }], ringing: [], mine: true },
      client: { id: ada.id, name: 'Ada' },
    });
    await tell(call.talking(people.anna));
    expect(await see('anna', call)).toMatchObject({ employee: { name: 'Boris' }, talking: [{ name: 'Anna' }] });
    const other = await anIncoming('0679998877');
    await tell(other.talking(people.boris));
    expect((await callers.anna.get(`calls/${other.id}`)).status).toBe(404);
  });

  it('is not changed by news that is older, or that comes twice', async () => {
    const call = await anIncoming();
    const [first, second] = [call.talking(people.anna), call.held(people.anna)];
    await tell(second);
    await tell(first);
    expect(await see('anna', call)).toMatchObject({ phase: 'held' });
    await core.tell(callEnded, call.ended());
    await tell({ ...second, revision: 500 });
    expect(await see('anna', call)).toMatchObject({ phase: 'ended', outcome: 'answered', talking: [] });
  });

  it('that nobody asked core about is found its card all the same', async () => {
    const call = aCall(line).from('050 123 45 12');
    await tell(call.ringing(people.boris));
    expect(await see('anna', call)).toMatchObject({ client: { id: ada.id }, channel: { number: '+380442223344' } });
    const between = aCall(null).between();
    await tell(between.talking(people.anna, people.cleo));
    expect(await see('cleo', between)).toMatchObject({
      direction: 'internal',
      client: null,
      shown: null,
      channel: null,
    });
    for (const who of ['boris', 'mark'] as const)
      expect((await callers[who].get(`calls/${between.id}`)).status).toBe(404);
  });

  it('stands on the board: one’s own, the team’s, everybody’s', async () => {
    const [one, two] = [await anIncoming(), await anIncoming('0679998877')];
    await tell(one.talking(people.anna));
    await tell(two.talking(people.boris));
    const between = aCall(null).between();
    await tell(between.talking(people.cleo, people.mark));
    const board = async (who: keyof typeof people) =>
      ((await callers[who].get('calls/live')).body.items as { id: string }[]).map(({ id }) => id).sort();
    const ids = (...calls: CallBuilder[]) => calls.map(({ id }) => id as string).sort();
    expect(await board('anna')).toEqual(ids(one));
    expect(await board('boris')).toEqual(ids(two));
    expect(await board('cleo')).toEqual(ids(between));
    expect(await board('maria')).toEqual(ids(one, two));
    // An unplaced call is every head's business.
    expect(await board('mark')).toEqual(ids(two, between));
    expect(await board('olga')).toEqual(ids(one, two, between));
    await core.tell(callEnded, one.ended());
    expect(await board('anna')).toEqual([]);
  });

  describe('is acted in', () => {
    it('by whoever is in it, and by nobody else', async () => {
      const call = await anIncoming();
      await tell(call.talking(people.anna));
      const act = (who: keyof typeof people, body: object) => callers[who].post(`calls/${call.id}/acts`, body);
      expect((await act('anna', { do: 'hold' })).status).toBe(204);
      expect((await act('anna', { do: 'dtmf', digits: '12#' })).status).toBe(204);
      expect((await act('maria', { do: 'hang-up' })).body.code).toBe('call.not-in-it');
      expect((await act('cleo', { do: 'hang-up' })).body.code).toBe('call.not-found');
      expect((await act('anna', { do: 'dtmf', digits: 'x' })).status).toBe(400);
      expect(core.telephony.controlled).toEqual([
        { callId: call.id, employeeId: people.anna.employeeId, act: { do: 'hold' } },
        { callId: call.id, employeeId: people.anna.employeeId, act: { do: 'dtmf', digits: '12#' } },
      ]);
      core.telephony.refuse = new UserError('call.not-now');
      expect((await act('anna', { do: 'resume' })).body.code).toBe('call.not-now');
      core.telephony.refuse = new OperationalError('bus.no-answer');
      expect((await act('anna', { do: 'resume' })).status).toBe(503);
      core.telephony.refuse = null;
      await core.tell(callEnded, call.ended());
      expect((await act('anna', { do: 'hang-up' })).body.code).toBe('call.over');
    });

    it('with the pause of a recording on record', async () => {
      const call = await anIncoming();
      await tell(call.talking(people.anna));
      await callers.anna.post(`calls/${call.id}/acts`, { do: 'pause-recording' });
      const entries = await core.db.query(
        `select action, actor_id from core.journal where subject_id = $1 and action = 'call.pause-recording'`,
        [call.id],
      );
      expect(entries).toEqual([{ action: 'call.pause-recording', actor_id: people.anna.employeeId }]);
      await tell(call.changed('talking', { talking: [people.anna.employeeId], recordingPaused: true }));
      expect(await see('anna', call)).toMatchObject({ recordingPaused: true });
    });

    it('by passing it on: the colleague sees the client as they may, a number goes by policy', async () => {
      const call = await anIncoming();
      await tell(call.talking(people.anna));
      const act = (body: object) => callers.anna.post(`calls/${call.id}/acts`, body);
      const [{ code }] = (await core.db.query<{ code: number }>(
        `select short_code as code from core.client where id = $1`,
        [ada.id],
      )) as [{ code: number }];
      expect((await act({ do: 'transfer', to: { employeeId: people.cleo.employeeId } })).status).toBe(204);
      expect(core.telephony.controlled.at(-1)!.act).toEqual({
        do: 'transfer',
        to: {
          way: 'colleague',
          target: { employeeId: people.cleo.employeeId, extension: '203', shownName: 'Ada', shownNumber: `*${code}` },
        },
      });
      const point = ada.contactPoints[0]!.id;
      expect((await act({ do: 'consult', to: { clientId: ada.id, contactPointId: point } })).status).toBe(204);
      expect(core.telephony.controlled.at(-1)!.act).toMatchObject({
        ...{ do: 'consult', to: { way: 'outside', target: { to: '+380501234512' }, shownName: 'Ada' } },
      });
      expect((await act({ do: 'transfer', to: { dialled: '0441234567' } })).body.code).toBe(
        'call.dialling-not-allowed',
      );
      const nobody = { do: 'transfer', to: { employeeId: crypto.randomUUID() } };
      expect((await act(nobody)).body.code).toBe('extension.not-found');
      expect((await act({ do: 'transfer', to: { employeeId: people.anna.employeeId } })).status).toBe(404);
    });

    it('by listening: the owner to all, a head to the team, nobody to themselves, each time on record', async () => {
      const call = await anIncoming();
      const listen = (who: keyof typeof people) => callers[who].post(`calls/${call.id}/listen`, { mode: 'listen' });
      expect((await listen('maria')).body.code).toBe('call.listening-not-allowed');
      await tell(call.talking(people.anna));
      const answers = [await listen('maria'), await listen('olga'), await listen('mark'), await listen('boris')];
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 404, 403]);
      expect(core.telephony.controlled.map(({ employeeId, act }) => [employeeId, act])).toEqual(
        [people.maria, people.olga].map(({ employeeId }) => [
          employeeId,
          { do: 'listen', mode: 'listen', extension: expect.stringMatching(/^20\d$/), deviceId: null },
        ]),
      );
      const entries = await core.db.query(
        `select actor_id, client_id from core.journal where subject_id = $1 and action = 'call.listened'`,
        [call.id],
      );
      expect(entries).toEqual(
        [people.maria, people.olga].map(({ employeeId }) => ({ actor_id: employeeId, client_id: ada.id })),
      );
      await tell(
        call.changed('talking', {
          talking: [people.anna.employeeId],
          listening: [{ employeeId: people.maria.employeeId, mode: 'listen' }],
        }),
      );
      expect(await see('anna', call)).toMatchObject({ listening: [{ employee: { name: 'Maria' }, mode: 'listen' }] });
    });
  });
});
