import { WebSocket } from 'ws';
import type { ChannelId, ClientId, InteractionId } from '#libs/contracts';
import {
  aClient,
  aCompany,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Conditions, grantedTo } from '../src/access/conditions.js';
import { scopeOf, seesCard } from '../src/access/viewer.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, EdgeModule, type TestCore } from './a-core.js';

interface Line {
  readonly socket: WebSocket;
  readonly heard: { event: string; data: Record<string, unknown> }[];
  closed: number | null;
}

describe('the live socket', () => {
  let core: TestCore;
  let live: LiveEvents;
  let sales: SavedTeam;
  let [olga, maria, anna, boris, admin] = [] as SavedEmployee[] as [
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
  ];
  const open: WebSocket[] = [];

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    live = core.app.get(LiveEvents, { strict: false });
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    olga = await anOwner().saved(core.db);
    maria = await anEmployee('Maria').as('manager').inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').saved(core.db);
    admin = await anEmployee('Admin').as('administrator').saved(core.db);
  });
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => core.close());

  const at = () => core.url.replace(/^http/, 'ws').concat('live');
  const origin = () => new URL(core.url).origin;
  const lineFor = async (who: SavedEmployee, headers: Record<string, string> = { origin: origin() }): Promise<Line> => {
    const caller = await core.as(who);
    const socket = new WebSocket(at(), { headers: { ...headers, cookie: caller.headers['cookie']! } });
    open.push(socket);
    const line: Line = { socket, heard: [], closed: null };
    socket.on('message', (text: Buffer) => line.heard.push(JSON.parse(text.toString()) as Line['heard'][number]));
    socket.on('close', (code) => (line.closed = code));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return line;
  };
  const interaction = (clientId: ClientId) => {
    const data = {
      clientId,
      conversationId: null,
      interactionId: crypto.randomUUID() as InteractionId,
      direction: 'inbound',
    } as const;
    live.publish({ event: 'interaction', data }, { clientId });
    return data;
  };
  const unplaced = () => live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  const channel = () => {
    const data = { channelId: crypto.randomUUID() as ChannelId };
    live.publish({ event: 'channel', data }, { clientId: null, right: 'channels.read' });
  };

  it('tells only those who may see the card, and ids only', async () => {
    const annas = await aClient('Ada').assignedTo(anna).saved(core.db);
    const nobodys = await aClient('Nobody').saved(core.db);
    const lines = await Promise.all([olga, maria, anna, boris, admin].map((who) => lineFor(who)));
    const [one, two] = [interaction(annas.id), interaction(nobodys.id)];
    unplaced();
    channel();
    // Everybody hears of channels, so whoever has heard that has heard all that they will.
    await eventually(() => expect(lines.map(({ heard }) => heard.at(-1)?.event)).toEqual(Array(5).fill('channel')));
    const [hers, stray] = [
      { event: 'interaction', data: one },
      { event: 'interaction', data: two },
    ];
    const tray = { event: 'unplaced', data: {} };
    expect(lines.map(({ heard }) => heard.slice(0, -1))).toEqual([[hers, stray, tray], [hers, tray], [hers], [], []]);
  });

  it('tells every event of a card to those who see the card, and to nobody else', async () => {
    const annas = await aClient('Of Anna').assignedTo(anna).saved(core.db);
    const [clientId, id] = [annas.id, crypto.randomUUID()];
    // A new event needs a row here.
    const events: Readonly<Record<LiveEvent['event'], object>> = {
      interaction: { clientId, conversationId: id, interactionId: id, direction: 'inbound' },
      delivery: { clientId, interactionId: id, state: 'sent' },
      later: { clientId, laterId: id },
      card: { clientId },
      rehomed: { clientId },
      conversation: { conversationId: id, clientId, employeeId: null, is: 'done', by: null },
      typing: { conversationId: id, clientId, is: 'typing' },
      recording: { recordingId: id, callId: id, clientId, interactionId: null },
      comment: { recordingId: id, commentId: id },
      alert: { alertId: id },
      call: { callId: id, phase: 'ended', clientId },
      presence: { conversationId: id, clientId, employees: [] },
      import: { importId: id },
      'mail-import': { importId: id },
      channel: { channelId: id },
      notice: { is: 'told' },
      ...{ task: {}, telephony: {}, unplaced: {} },
    };
    const lines = await Promise.all([olga, maria, anna, boris, admin].map((who) => lineFor(who)));
    for (const [event, data] of Object.entries(events)) {
      const told: unknown = { event, data };
      live.publish(told as LiveEvent, { clientId });
    }
    channel();
    await eventually(() => expect(lines.map(({ heard }) => heard.length)).toEqual([20, 20, 20, 1, 1]));
    expect(lines[2]!.heard.slice(0, -1).map(({ event }) => event)).toEqual(Object.keys(events));
  });

  it('knows of a new assignment and a new role without being opened anew', async () => {
    const client = await aClient('Moving').assignedTo(anna).saved(core.db);
    const line = await lineFor(boris);
    await core.db.query('update core.client set responsible_id = $2 where id = $1', [client.id, boris.employeeId]);
    const told = interaction(client.id);
    await eventually(() => expect(line.heard).toEqual([{ event: 'interaction', data: told }]));
  });

  it('closes within a second when the session ends, however it ends', async () => {
    const [out, gone, over] = [await lineFor(anna), await lineFor(boris), await lineFor(maria)];
    const owner = await core.as(olga);
    await owner.patch(`employees/${boris.employeeId}`, { status: 'suspended' });
    await core.db.query(`update core.session set expires_at = now() where employee_id in ($1, $2)`, [
      anna.employeeId,
      maria.employeeId,
    ]);
    await eventually(() => expect([out.closed, gone.closed, over.closed]).toEqual([4401, 4401, 4401]), {
      withinMs: 5_000,
    });
    await owner.patch(`employees/${boris.employeeId}`, { status: 'active' });
  });

  it('is not opened for a stranger, another site, or at another address', async () => {
    const refusal = async (url: string, headers: Record<string, string>) => {
      const socket = new WebSocket(url, { headers });
      return new Promise((resolve) =>
        socket.once('error', ({ message }) => resolve(message)).once('open', () => resolve('open')),
      );
    };
    const { cookie } = (await core.as(anna)).headers as { cookie: string };
    const { authorization } = (await core.as(anna, 'bearer')).headers as { authorization: string };
    expect(await refusal(at(), { origin: origin() })).toBe('Unexpected server response: 401');
    expect(await refusal(at(), { origin: 'https://evil.test', cookie })).toBe('Unexpected server response: 403');
    expect(await refusal(at(), { cookie })).toBe('Unexpected server response: 403');
    expect(await refusal(at().replace('live', 'other'), { origin: origin(), cookie })).toBe(
      'Unexpected server response: 404',
    );
    expect(await refusal(at(), { authorization })).toBe('open');
  });

  const conversationOf = async (client: SavedClient) => {
    const id = crypto.randomUUID();
    await core.db.query(
      `insert into core.conversation (id, client_id, medium, token, last_at) values ($1, $2, 'email', $3, now())`,
      [id, client.id, id],
    );
    return id;
  };
  const say = ({ socket }: Line, looking: object | null) => socket.send(JSON.stringify({ looking }));
  const there = ({ heard }: Line) =>
    heard.filter(({ event }) => event === 'presence').map(({ data }) => data['employees']);

  it('tells who looks at a conversation and who answers it, to those who see its card', async () => {
    const annas = await aClient('Looked at').assignedTo(anna).saved(core.db);
    const conversationId = await conversationOf(annas);
    const [ownersLine, annasLine, annasOther, boriss] = await Promise.all(
      [olga, anna, anna, boris].map((who) => lineFor(who)),
    );
    say(ownersLine!, { conversationId, is: 'viewing' });
    await eventually(() => expect(there(annasLine!)).toHaveLength(1));
    // Not his to see: nobody is told that he is there, and he is told of nobody.
    const admins = await lineFor(admin);
    for (const stranger of [boriss!, admins]) {
      say(stranger, { conversationId, is: 'answering' });
      say(stranger, { conversationId: crypto.randomUUID(), is: 'answering' });
    }
    say(annasLine!, { conversationId, is: 'viewing' });
    await eventually(() => expect(there(ownersLine!)).toHaveLength(2));
    say(annasOther!, { conversationId, is: 'answering' });
    const [owner, annaIs] = [
      { id: olga.employeeId, name: olga.name },
      { id: anna.employeeId, name: 'Anna' },
    ];
    await eventually(() =>
      expect(there(ownersLine!)).toEqual([
        [{ ...owner, is: 'viewing' }],
        [
          { ...owner, is: 'viewing' },
          { ...annaIs, is: 'viewing' },
        ],
        [
          { ...owner, is: 'viewing' },
          { ...annaIs, is: 'answering' },
        ],
      ]),
    );
    annasOther!.socket.close();
    say(annasLine!, null);
    await eventually(() => expect(there(ownersLine!).at(-1)).toEqual([{ ...owner, is: 'viewing' }]));
    channel();
    for (const stranger of [boriss!, admins])
      await eventually(() => expect(stranger.heard.map(({ event }) => event)).toEqual(['channel']));
  });

  it.each([
    ['what no page says', ['{']],
    ['a conversation that is none', [JSON.stringify({ looking: { conversationId: 'x', is: 'viewing' } })]],
    ['more than a person can do', Array.from({ length: 41 }, () => JSON.stringify({ looking: null }))],
  ])('is closed for %s', async (_, words) => {
    const line = await lineFor(anna);
    for (const word of words) line.socket.send(word);
    await eventually(() => expect(line.closed).toBe(1008));
  });

  it('asks the same of a card as row-level security does', async () => {
    const viewers = [olga, maria, anna, boris, admin];
    const other = await aTeam('Other').saved(core.db);
    const cards: SavedClient[] = [];
    for (const card of [
      aClient().assignedTo(anna),
      aClient().assignedTo(boris),
      aClient().assignedTo(maria).inTeam(other),
      aClient().inTeam(sales),
      aClient().inTeam(other),
      aClient(),
      aClient().shownTo(boris, maria, admin),
    ]) {
      cards.push(await card.saved(core.db));
    }
    for (const viewer of viewers) {
      const seen = await core.db
        .uow('core')
        .as(scopeOf(viewer), (tx) =>
          tx.query<{ id: ClientId }>('select id from client where id = any ($1)', [cards.map(({ id }) => id)]),
        );
      const rows = await core.db.query<{
        id: ClientId;
        responsibleId: SavedEmployee['employeeId'] | null;
        teamId: SavedTeam['id'] | null;
        grantedTo: SavedEmployee['employeeId'][];
      }>(
        `select id, responsible_id as "responsibleId", team_id as "teamId", ${grantedTo('client.id')} as "grantedTo"
         from core.client where id = any ($1)`,
        [cards.map(({ id }) => id)],
      );
      const told = rows.filter((row) => seesCard(viewer, row)).map(({ id }) => id);
      expect([viewer.name, seen.map(({ id }) => id).sort()]).toEqual([viewer.name, told.sort()]);
      const where = new Conditions().add(
        (ids) => `c.id = any (${ids}::uuid[])`,
        cards.map(({ id }) => id),
      );
      const listed = await core.db
        .uow('core')
        .as(scopeOf(viewer), (tx) =>
          tx.query<{ id: ClientId }>(
            `select c.id from client c where ${where.visibleTo(viewer, 'c').sql}`,
            where.parameters,
          ),
        );
      expect([viewer.name, listed.map(({ id }) => id).sort()]).toEqual([viewer.name, told.sort()]);
    }
  });
});
