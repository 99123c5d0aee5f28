import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { stat, truncate } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { alarmRaised, type TrunkId, liftBlock, listBlocks } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { randomUUID } from 'node:crypto';
import { rotateLogs } from '../../apps/telephony/src/engine/supervising/engine-logs.js';
import { SipClient } from '../../apps/telephony/src/trunks/probe/sip-client.js';
import { describeWith, freePort } from '../peers/real/peer.js';
import { registering } from '../peers/telephony/sip-prober.js';
import { tortureMessages } from '../peers/telephony/sip-torture.js';
import { aTrunkAt, TelephonyHouse, type TestDevice } from './telephony-role.js';

describeWith(['asterisk'], 'strangers at the telephone engine', () => {
  let house: TelephonyHouse;
  let device: TestDevice;
  let pid: number;

  beforeAll(async () => {
    house = await TelephonyHouse.open();
    await house.untilUp();
    device = house.aDevice();
    await house.saveExtension(device.employeeId, [device]);
    pid = await house.pid();
  }, 60_000);
  afterAll(() => house?.close());

  /** The status of a registration with the right password. */
  async function signIn(from: string, password = device.password): Promise<number | null> {
    const { port } = house.settings.sip;
    const client = new SipClient(
      { transport: 'udp', address: '127.0.0.1', port, serverName: 'localhost', from },
      2_000,
    );
    await client.open();
    const account = { user: device.user, domain: 'keepline', authUser: device.user, password };
    const answer = await client.ask({ method: 'REGISTER', uri: 'sip:keepline', account });
    client.close();
    return answer?.status ?? null;
  }

  const alarms = async (code: string) => (await house.told(alarmRaised)).filter((alarm) => alarm.code === code);

  it('who guesses passwords is kept out, for a time, and nobody else is', async () => {
    const answers = await registering(house.sip, { from: '127.0.0.66', user: 'guess', times: 200 });
    expect(answers.filter((status) => status === 200)).toEqual([]);
    await eventually(async () => expect(await signIn('127.0.0.66')).toBe(403), { withinMs: 10_000 });
    expect(await signIn('127.0.0.67')).toBe(200);
    expect(await signIn('127.0.0.1')).toBe(200);
    const [alarm, ...more] = await alarms('telephony.address-blocked');
    expect(more).toEqual([]);
    expect(alarm!.details).toMatchObject({ address: '127.0.0.66', times: 1 });
    const seconds = (Date.parse(String(alarm!.details['until'])) - Date.parse(alarm!.at)) / 1_000;
    expect(seconds).toBe(900);
  }, 60_000);

  it('stays kept out after a restart, until somebody lets it in', async () => {
    await house.stop();
    await house.start();
    await house.untilUp();
    await eventually(async () => expect(await signIn('127.0.0.66')).toBe(403), { withinMs: 10_000 });
    const { blocked } = await house.bus.ask(listBlocks, {});
    expect(blocked).toMatchObject([{ address: '127.0.0.66', times: 1 }]);
    expect(await house.bus.ask(liftBlock, { address: '127.0.0.66' })).toEqual({ lifted: true });
    expect(await house.bus.ask(liftBlock, { address: '127.0.0.66' })).toEqual({ lifted: false });
    expect(await house.bus.ask(listBlocks, {})).toEqual({ blocked: [] });
    await eventually(async () => expect(await signIn('127.0.0.66')).toBe(200), { withinMs: 10_000 });
    pid = await house.pid();
  }, 60_000);

  it('are counted on when the log was begun anew because it had grown', async () => {
    const log = join(house.engine.paths.run, 'log', 'security.log');
    for (let n = 0; n < 5; n++) expect(await signIn('127.0.0.72', 'wrong')).toBe(401);
    await truncate(log, 11 * 1024 * 1024);
    await rotateLogs(house.engine.paths, house.engine.ari);
    expect((await stat(log)).size).toBeLessThan(1_000);
    for (let n = 0; n < 5; n++) expect(await signIn('127.0.0.72', 'wrong')).toBe(401);
    await eventually(async () => expect(await signIn('127.0.0.72')).toBe(403), { withinMs: 10_000 });
  }, 30_000);

  it('our own address and those of providers are never kept out, but somebody is told', async () => {
    const trunkId = randomUUID() as TrunkId;
    const provider = { host: '127.0.0.68', port: await freePort() };
    await house.saveTrunk(trunkId, aTrunkAt(provider));
    await eventually(async () =>
      expect((await house.engine.ari.endpoints.list()).map(({ resource }) => resource)).toContain(`trunk-${trunkId}`),
    );
    for (const from of ['127.0.0.1', provider.host]) {
      for (let n = 0; n < 12; n++) expect(await signIn(from, 'wrong')).toBe(401);
    }
    await eventually(async () => expect(await alarms('telephony.address-failing')).toHaveLength(2), {
      withinMs: 10_000,
    });
    expect(await signIn('127.0.0.1')).toBe(200);
    expect(await signIn(provider.host)).toBe(200);
  }, 60_000);

  it.each(['udp', 'tcp'] as const)(
    'malformed messages over %s leave it standing',
    async (transport) => {
      const own = { host: '127.0.0.69', port: await freePort() };
      const messages = tortureMessages(own, house.sip);
      expect(messages.length).toBeGreaterThanOrEqual(50);
      for (const { name, bytes } of messages) {
        if (transport === 'udp') await overUdp(own.host, bytes);
        else await overTcp(own.host, bytes);
        if (!isThere(pid)) throw new Error(`the engine fell over ${name}`);
      }
      await house.engine.ari.system.ping(2_000);
      expect(await signIn('127.0.0.1')).toBe(200);
      expect(await house.pid()).toBe(pid);
    },
    120_000,
  );

  it('a flood of sound that belongs to no call leaves it standing', async () => {
    const { from, to } = house.settings.sip.rtpPorts;
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.70');
    await once(socket, 'listening');
    const sound = Buffer.alloc(172, 0xd5);
    sound.writeUInt16BE(0x8008, 0);
    for (let n = 0; n < 20_000; n++) {
      sound.writeUInt16BE(n & 0xffff, 2);
      const port = from + (n % (to - from + 1));
      await new Promise<void>((resolve) => socket.send(sound, port, '127.0.0.1', () => resolve()));
    }
    socket.close();
    expect(await signIn('127.0.0.1')).toBe(200);
    expect(await house.pid()).toBe(pid);
  }, 60_000);

  it('a call without an account is not taken', async () => {
    const port = await freePort();
    const { bytes } = tortureMessages({ host: '127.0.0.71', port }, house.sip)[5]!;
    const socket = createSocket('udp4');
    socket.bind(port, '127.0.0.71');
    await once(socket, 'listening');
    const said = once(socket, 'message') as Promise<[Buffer]>;
    socket.send(bytes, house.sip.port, house.sip.host);
    expect((await said)[0].toString()).toMatch(/^SIP\/2\.0 401 /);
    socket.close();
    expect(await house.engine.ari.channels.list()).toEqual([]);
  });

  function isThere(engine: number): boolean {
    try {
      process.kill(engine, 0);
      return true;
    } catch {
      return false;
    }
  }

  async function overUdp(from: string, bytes: Buffer): Promise<void> {
    const socket = createSocket('udp4');
    socket.bind(0, from);
    await once(socket, 'listening');
    await new Promise<void>((resolve) => socket.send(bytes, house.sip.port, house.sip.host, () => resolve()));
    socket.close();
  }

  /** A connection for each: what is left of one message is not to be read with the next. */
  async function overTcp(from: string, bytes: Buffer): Promise<void> {
    const socket = connect({ host: house.sip.host, port: house.sip.port, localAddress: from });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.end(bytes);
    const closed = once(socket, 'close');
    socket.resume();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 50).unref())]);
    socket.destroy();
  }
});
