import { eventually, silentLogger } from '#libs/testing';
import { Ami } from '../src/engine/ari/ami.js';
import { Ari } from '../src/engine/ari/ari.js';
import { AriHttp, type EngineAccess } from '../src/engine/ari/ari-http.js';
import { AriPeer } from './ari-peer.js';

let peer: AriPeer;
let access: EngineAccess;
let ari: Ari;

beforeEach(async () => {
  peer = new AriPeer();
  access = await peer.listen();
  ari = new Ari(silentLogger(), { firstPauseMs: 5, longestPauseMs: 20, pingEveryMs: 40, openWithinMs: 500 });
});
afterEach(async () => {
  ari.close();
  await peer.close();
});

const channel = { id: 'c1', name: 'PJSIP/anna-00000001', state: 'Up' };

describe('requests', () => {
  beforeEach(() => ari.pointAt(access));

  test('go with our credentials, and their answers are parsed', async () => {
    peer.handler = (_request, response) => response.end(JSON.stringify([channel]));
    expect(await ari.channels.list()).toEqual([channel]);
    expect(peer.seen).toContainEqual({ method: 'GET', path: '/ari/channels', authorization: 'Basic Z3c6c2VjcmV0' });
  });

  test('name the channel safely', async () => {
    await ari.channels.hangUp('../bridges/x', 26);
    expect(peer.seen.at(-1)?.path).toBe('/ari/channels/..%2Fbridges%2Fx?reason_code=26');
  });

  test.each([
    [404, 'telephony.channel-gone'],
    [409, 'telephony.channel-elsewhere'],
    [412, 'telephony.channel-elsewhere'],
    [401, 'telephony.engine-locked'],
    [400, 'telephony.engine-refused'],
    [500, 'telephony.engine-failed'],
  ])('an answer %i becomes %s', async (status, code) => {
    peer.handler = (_request, response) => response.writeHead(status).end('{"message":"no"}');
    await expect(ari.channels.answer('c1')).rejects.toMatchObject({ code, kind: 'operational', said: 'no' });
  });

  test('a bridge that is gone is told apart from a channel', async () => {
    peer.handler = (_request, response) => response.writeHead(404).end();
    await expect(ari.bridges.destroy('b1')).rejects.toMatchObject({ code: 'telephony.bridge-gone' });
  });

  test('an engine that does not answer costs no more than the time limit', async () => {
    peer.handler = () => undefined;
    await expect(ari.system.ping(30)).rejects.toMatchObject({ code: 'telephony.engine-slow' });
  });

  test('an answer that breaks off is an engine that is away', async () => {
    peer.handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('[');
      setImmediate(() => response.destroy());
    };
    await expect(ari.channels.list()).rejects.toMatchObject({ code: 'telephony.engine-away' });
  });

  test('without an engine nothing is waited for', async () => {
    ari.pointAt(null);
    await expect(ari.channels.list()).rejects.toMatchObject({ code: 'telephony.engine-away' });
  });
});

describe('events', () => {
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
    ari.onUp(() => void told.push('up'));
    ari.onDown(() => void told.push('down'));
    ari.on('StasisStart', ({ args }) => void told.push(`start ${args.join(' ')}`));
  });

  test('reach their listeners in order, also past one that throws', async () => {
    ari.on('StasisStart', () => {
      throw new Error('a listener that fails');
    });
    ari.on('StasisStart', ({ args }) => void told.push(`second ${args.join(' ')}`));
    ari.pointAt(access);
    await eventually(() => expect(told).toEqual(['up']));
    peer.tell({ type: 'StasisStart', args: ['trunk'], channel });
    peer.tell({ type: 'StasisStart', args: ['device'], channel });
    await eventually(() =>
      expect(told).toEqual(['up', 'start trunk', 'second trunk', 'start device', 'second device']),
    );
    expect(peer.seen[0]).toMatchObject({ path: '/ari/events?app=keepline&subscribeAll=true' });
  });

  test('begin to flow again after the socket broke, and everybody is told', async () => {
    ari.pointAt(access);
    await eventually(() => expect(told).toEqual(['up']));
    peer.dropSockets();
    await eventually(() => expect(told).toEqual(['up', 'down', 'up']));
    peer.tell({ type: 'StasisStart', args: ['again'], channel });
    await eventually(() => expect(told.at(-1)).toBe('start again'));
  });

  test('a socket that no longer answers pings is given up', async () => {
    ari.pointAt(access);
    await eventually(() => expect(told).toEqual(['up']));
    // A hung engine: the connection stands, nobody answers.
    for (const socket of peer.sockets) socket.pause();
    await eventually(() => expect(told).toEqual(['up', 'down', 'up']));
  });

  test('who comes late is told that events flow already; who left is told nothing', async () => {
    ari.pointAt(access);
    await eventually(() => expect(ari.isUp).toBe(true));
    const late: string[] = [];
    const stop = ari.onUp(() => void late.push('up'));
    expect(late).toEqual(['up']);
    stop();
    peer.dropSockets();
    await eventually(() => expect(told).toEqual(['up', 'down', 'up']));
    expect(late).toEqual(['up']);
  });
});

describe('the pause of a recording', () => {
  const answers: Record<string, string> = {
    Login: 'Response: Success\r\nMessage: Authentication accepted\r\n\r\n',
    MixMonitorMute: 'Response: Success\r\n\r\n',
    Logoff: 'Response: Goodbye\r\n\r\n',
  };
  let ami: Ami;
  beforeEach(() => {
    const http = new AriHttp();
    http.pointAt(access);
    ami = new Ami(http);
    peer.handler = (_request, response, url) => {
      if (url.searchParams.get('action') === 'Login') response.setHeader('set-cookie', 'mansession_id="1a"; Version=1');
      response.end(answers[url.searchParams.get('action') ?? '']);
    };
  });

  test('signs in, mutes both directions, and signs out', async () => {
    await ami.muteMixMonitor('c1', true);
    expect(peer.seen.map(({ path }) => path)).toEqual([
      '/rawman?action=Login&username=gw&secret=secret&events=off',
      '/rawman?action=MixMonitorMute&channel=c1&direction=both&state=1',
      '/rawman?action=Logoff',
    ]);
  });

  test('says that it could not', async () => {
    answers['MixMonitorMute'] = 'Response: Error\r\nMessage: Permission denied\r\n\r\n';
    await expect(ami.muteMixMonitor('c1', true)).rejects.toMatchObject({ code: 'telephony.pause-impossible' });
    answers['MixMonitorMute'] = 'Response: Error\r\nMessage: Channel not found\r\n\r\n';
    await expect(ami.muteMixMonitor('c1', false)).rejects.toMatchObject({ code: 'telephony.channel-gone' });
  });
});
