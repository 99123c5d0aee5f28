import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { aCompany, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Line {
  readonly socket: WebSocket;
  readonly heard: string[];
  closed: number | null;
}

interface Softphone {
  deviceId: string;
  user: string;
  password: string;
  extension: string;
}

describe('the softphone', () => {
  let core: TestCore;
  let anna: SavedEmployee;
  let engine: WebSocketServer;
  const atEngine: { text: string; socket: WebSocket }[] = [];
  const open: WebSocket[] = [];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
    engine = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
    engine.on('connection', (socket) => {
      socket.send('SIP/2.0 100 Trying\r\n\r\n');
      socket.on('message', (data: Buffer) => atEngine.push({ text: data.toString(), socket }));
    });
    await once(engine, 'listening');
    core.telephony.door = `ws://127.0.0.1:${(engine.address() as AddressInfo).port}/ws`;
  });
  beforeEach(() => void atEngine.splice(0));
  afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
  afterAll(async () => {
    engine.clients.forEach((socket) => socket.terminate());
    engine.close();
    await core.close();
  });

  const at = () => core.url.replace(/^http/, 'ws').concat('sip');
  const origin = () => new URL(core.url).origin;
  const softphoneOf = async (caller: Caller): Promise<Softphone> =>
    (await caller.post('softphone')).body as unknown as Softphone;
  const socketFor = (caller: Caller, headers = {}, protocols = ['sip']): WebSocket => {
    const socket = new WebSocket(at(), protocols, {
      headers: { origin: origin(), cookie: caller.headers['cookie'] ?? '', ...headers },
    });
    open.push(socket);
    return socket;
  };
  const lineFor = async (caller: Caller): Promise<Line> => {
    const socket = socketFor(caller);
    const line: Line = { socket, heard: [], closed: null };
    socket.on('message', (data: Buffer) => line.heard.push(data.toString()));
    socket.on('close', (code) => (line.closed = code));
    await once(socket, 'open');
    return line;
  };
  const refusal = (socket: WebSocket) =>
    new Promise((resolve) =>
      socket.once('error', ({ message }) => resolve(message)).once('open', () => resolve('open')),
    );
  const request = (method: string, from: string, to: string, toTag = '') =>
    [
      `${method} sip:keepline.invalid SIP/2.0`,
      'Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK1',
      `From: <sip:${from}@keepline.invalid>;tag=a`,
      `To: <sip:${to}@keepline.invalid>${toTag}`,
      'Call-ID: 1@x.invalid',
      `CSeq: 1 ${method}`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');

  it('keeps its name for as long as the session lasts, and gets another password each time', async () => {
    const caller = await core.as(anna);
    const [first, second] = [await softphoneOf(caller), await softphoneOf(caller)];
    expect(second).toMatchObject({ deviceId: first.deviceId, user: first.user, extension: '201' });
    expect(second.password).not.toBe(first.password);
    expect(Buffer.from(first.password, 'base64url')).toHaveLength(16);
    const other = await softphoneOf(await core.as(anna));
    expect(other.user).not.toBe(first.user);
    expect(core.telephony.extensionOf(anna.employeeId)!.devices.map(({ user, kind }) => [user, kind])).toEqual([
      [first.user, 'softphone'],
      [other.user, 'softphone'],
    ]);
  });

  it('ends with its session, on the engine too', async () => {
    const cleo = await anEmployee('Cleo').saved(core.db);
    const [out, stays] = [await core.as(cleo), await core.as(cleo)];
    await softphoneOf(out);
    const kept = await softphoneOf(stays);
    await out.delete('session');
    await eventually(() =>
      expect(core.telephony.extensionOf(cleo.employeeId)!.devices.map(({ user }) => user)).toEqual([kept.user]),
    );
  });

  it('is for whoever may call, from a page', async () => {
    const admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    expect((await admin.post('softphone')).status).toBe(403);
    const program = await core.as(anna, 'bearer');
    expect((await program.post('softphone')).body.code).toBe('softphone.cookie-missing');
  });

  it('speaks with the engine through our own port, and hears what the engine said first', async () => {
    const caller = await core.as(anna);
    const { user } = await softphoneOf(caller);
    const line = await lineFor(caller);
    expect(line.socket.protocol).toBe('sip');
    await eventually(() => expect(line.heard).toEqual(['SIP/2.0 100 Trying\r\n\r\n']));
    const register = request('REGISTER', user, user);
    line.socket.send(register);
    await eventually(() => expect(atEngine.map(({ text }) => text)).toEqual([register]));
    atEngine[0]!.socket.send('SIP/2.0 200 OK\r\n\r\n');
    await eventually(() => expect(line.heard).toHaveLength(2));
  });

  it('speaks under no other name than its own', async () => {
    const caller = await core.as(anna);
    const { user } = await softphoneOf(caller);
    const line = await lineFor(caller);
    await eventually(() => expect(line.heard).toHaveLength(1));
    const foreign = 'd00000000000000000000';
    const refused = [
      request('REGISTER', foreign, foreign),
      request('REGISTER', user, foreign),
      request('REGISTER', foreign, user, ';tag=b'),
      request('INVITE', foreign, '202'),
      request('INVITE', foreign, '202').replace('From: <', `f: "<sip:${user}@keepline.invalid>" <`),
      request('INVITE', `${user.slice(0, -1)}%${user.charCodeAt(user.length - 1).toString(16)}`, '202'),
    ];
    for (const message of refused) line.socket.send(message);
    const invite = request('INVITE', user, '202');
    // Within a dialog the engine knows whom it called, by whatever name.
    const bye = request('BYE', 'ab12', 'trunk', ';tag=engine');
    for (const message of [invite, bye, '\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n']) line.socket.send(message);
    await eventually(() => expect(atEngine).toHaveLength(4));
    expect(atEngine.map(({ text }) => text)).toEqual([invite, bye, '\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n']);
    expect(line.heard.slice(1).map((text) => text.split('\r\n')[0])).toEqual(Array(6).fill('SIP/2.0 403 Forbidden'));
  });

  it.each([
    ['no SIP', 'hello'],
    ['two senders', request('INVITE', 'a', 'b').replace('To:', 'From: <sip:x@y>;tag=2\r\nTo:')],
    ['no sender', request('INVITE', 'a', 'b').replace(/From:.*\r\n/, '')],
    ['a line without a name', request('INVITE', 'a', 'b').replace('CSeq:', 'CSeq')],
  ])('that says something else (%s) is hung up on', async (_, message) => {
    const caller = await core.as(anna);
    await softphoneOf(caller);
    const line = await lineFor(caller);
    line.socket.send(message);
    await eventually(() => expect(line.closed).toBe(1007));
    expect(atEngine).toEqual([]);
  });

  it('that sends too much is hung up on', async () => {
    const caller = await core.as(anna);
    await softphoneOf(caller);
    const [large, many] = [await lineFor(caller), await lineFor(await core.as(anna)).catch(() => null)];
    expect(many).toBeNull();
    large.socket.send('x'.repeat(70_000));
    await eventually(() => expect(large.closed).not.toBeNull());
    const flood = await lineFor(caller);
    for (let n = 0; n < 600; n++) flood.socket.send('\r\n');
    await eventually(() => expect(flood.closed).toBe(1008));
  });

  it('has one line for a session: a page that comes back takes it over', async () => {
    const caller = await core.as(anna);
    await softphoneOf(caller);
    const [before, after] = [await lineFor(caller), await lineFor(caller)];
    await eventually(() => expect([before.closed, after.closed]).toEqual([4409, null]));
  });

  it('is hung up within a second when the session ends, when its device is revoked, and when the engine goes', async () => {
    const owner = await core.as(await anOwner().saved(core.db));
    const [dora, eva, fred] = [
      await anEmployee('Dora').saved(core.db),
      await anEmployee('Eva').saved(core.db),
      await anEmployee('Fred').saved(core.db),
    ];
    const callers = [await core.as(dora), await core.as(eva), await core.as(fred)] as const;
    const phones = [
      await softphoneOf(callers[0]),
      await softphoneOf(callers[1]),
      await softphoneOf(callers[2]),
    ] as const;
    const lines = [await lineFor(callers[0]), await lineFor(callers[1]), await lineFor(callers[2])] as const;
    await eventually(() => expect(lines.map(({ heard }) => heard.length)).toEqual([1, 1, 1]));
    lines[2].socket.send(request('REGISTER', phones[2].user, phones[2].user));
    await eventually(() => expect(atEngine).toHaveLength(1));
    await owner.patch(`employees/${dora.employeeId}`, { status: 'suspended' });
    await callers[1].delete(`devices/${phones[1].deviceId}`);
    atEngine[0]!.socket.terminate();
    await eventually(() => expect(lines.map(({ closed }) => closed)).toEqual([4401, 4401, 1000]), { withinMs: 5_000 });
  });

  it('is not let in without a session, from another site, without the protocol or a softphone, or without an engine', async () => {
    const caller = await core.as(anna);
    const answer = (status: number) => `Unexpected server response: ${status}`;
    expect(await refusal(socketFor(caller))).toBe(answer(409));
    await softphoneOf(caller);
    expect(await refusal(socketFor(caller, { cookie: '' }))).toBe(answer(401));
    expect(await refusal(socketFor(caller, { origin: 'https://evil.test' }))).toBe(answer(403));
    expect(await refusal(socketFor(caller, {}, []))).toBe(answer(400));
    const { authorization } = (await core.as(anna, 'bearer')).headers as { authorization: string };
    expect(await refusal(socketFor(caller, { cookie: '', authorization }))).toBe(answer(403));
    const door = core.telephony.door;
    core.telephony.door = null;
    expect(await refusal(socketFor(caller))).toBe(answer(503));
    core.telephony.door = 'ws://127.0.0.1:9/ws';
    expect(await refusal(socketFor(caller))).toBe(answer(503));
    core.telephony.door = door;
    expect(await refusal(socketFor(caller))).toBe('open');
  });
});
