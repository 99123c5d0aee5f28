import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  engineChanged,
  installEngine,
  presenceChanged,
  sipDoor,
  testTrunk,
  trunkChanged,
  type EmployeeId,
  type TrunkId,
} from '#libs/contracts';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { installEngine as installInto } from '../../apps/telephony/src/engine/installing/install-engine.js';
import { EngineSupervisor } from '../../apps/telephony/src/engine/supervising/engine-supervisor.service.js';
import { dialDevice } from '../../apps/telephony/src/engine/endpoints.js';
import { SipClient } from '../../apps/telephony/src/trunks/probe/sip-client.js';
import { describeWith, freePort } from '../peers/real/peer.js';
import { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { SippTrunk } from '../peers/telephony/sipp-trunk.js';
import { lendEngine } from '../product/engine.js';
import { aTrunkAt, TelephonyHouse, type TestDevice } from './telephony-role.js';

/** @returns the status of the answer to a REGISTER with a password, null for none */
async function register(
  house: TelephonyHouse,
  { user, password }: Pick<TestDevice, 'user' | 'password'>,
  { from = '127.0.0.1', transport = 'udp' }: { from?: string; transport?: 'udp' | 'tcp' | 'tls' } = {},
): Promise<{ status: number | null; close: () => void }> {
  const port = transport === 'tls' ? house.settings.sip.tlsPort : house.settings.sip.port;
  const client = new SipClient({ transport, address: '127.0.0.1', port, serverName: 'localhost', from }, 2_000);
  await client.open();
  const account = { user, domain: 'keepline', authUser: user, password };
  const answer = await client.ask({
    method: 'REGISTER',
    uri: 'sip:keepline',
    account,
    headers: ['Expires: 120'],
  });
  return { status: answer?.status ?? null, close: () => client.close() };
}

describeWith(['asterisk', 'sipp', 'baresip'], 'the telephone engine', () => {
  let house: TelephonyHouse;

  beforeAll(async () => {
    house = await TelephonyHouse.open();
    await house.untilUp();
  }, 60_000);
  afterAll(() => house?.close());

  const states = async () => (await house.told(engineChanged)).map(({ state, code }) => ({ state, code }));

  describe('as a process', () => {
    it('is up, says which version it is, and where the page finds its door', async () => {
      const told = await eventually(async () => {
        const last = (await house.told(engineChanged)).at(-1);
        expect(last).toMatchObject({ state: 'up', code: null, source: 'installed' });
        return last;
      });
      expect(Number.parseInt(told!.version!, 10)).toBeGreaterThanOrEqual(20);
      const { url } = await house.bus.ask(sipDoor, {});
      expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws$/);
      expect((await house.health.report()).checks['telephony.engine']).toMatchObject({ status: 'ok' });
    });

    it('does not run as root', async () => {
      const status = await readFile(`/proc/${await house.pid()}/status`, 'utf8');
      expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    });

    it('is started again when it was killed, and says so', async () => {
      const before = await house.pid();
      process.kill(before, 'SIGKILL');
      await eventually(
        async () => expect(await states()).toContainEqual({ state: 'down', code: 'telephony.engine-crashed' }),
        {
          withinMs: 10_000,
        },
      );
      await house.untilUp();
      expect(await house.pid()).not.toBe(before);
    }, 60_000);

    it('is ended and started again when it hangs', async () => {
      const before = await house.pid();
      process.kill(before, 'SIGSTOP');
      await eventually(
        async () => expect(await states()).toContainEqual({ state: 'down', code: 'telephony.engine-hung' }),
        {
          withinMs: 25_000,
        },
      );
      await house.untilUp();
      expect(() => process.kill(before, 0)).toThrow('ESRCH');
    }, 60_000);

    it('is ended with us when nobody speaks, and comes back with its registrations', async () => {
      const device = house.aDevice();
      await house.saveExtension(device.employeeId, [device]);
      (await register(house, device)).close();
      // The engine writes its registrations down once a second.
      const registrations = join(house.settings.dataDir, 'telephony', 'run', 'db', 'astdb.sqlite3');
      await eventually(async () => expect((await readFile(registrations)).includes(device.user)).toBe(true));
      const before = await house.pid();
      await house.stop();
      expect(await house.pid()).toBe(0);
      expect(() => process.kill(before, 0)).toThrow('ESRCH');
      await house.start();
      await house.untilUp();
      await eventually(async () =>
        expect((await house.told(presenceChanged)).at(-1)).toMatchObject({
          employeeId: device.employeeId,
          devices: [{ deviceId: device.deviceId, online: true }],
        }),
      );
    }, 60_000);
  });

  describe('and providers', () => {
    let provider: SippTrunk;
    const trunkId = () => randomUUID() as TrunkId;
    const statesOf = async (id: TrunkId) =>
      (await house.told(trunkChanged)).filter((one) => one.trunkId === id).map(({ state, code }) => ({ state, code }));
    const untilState = (id: TrunkId, state: string, code: string | null) =>
      eventually(async () => expect((await statesOf(id)).at(-1)).toEqual({ state, code }), { withinMs: 25_000 });

    beforeAll(async () => {
      provider = await SippTrunk.start({ registrar: { user: 'corp', password: 'right' } });
    }, 30_000);
    afterAll(() => provider?.stop());

    const registering = () => aTrunkAt(provider.address, { registration: true, user: 'corp' });

    it('registers, with the right password', async () => {
      const id = trunkId();
      await house.saveTrunk(id, registering(), { password: 'right' });
      await untilState(id, 'online', null);
      await house.saveTrunk(id, registering(), { enabled: false });
      await untilState(id, 'off', null);
      await eventually(async () =>
        expect((await house.engine.ari.endpoints.list()).map(({ resource }) => resource)).not.toContain(`trunk-${id}`),
      );
    }, 60_000);

    it('says that the password is refused, and goes online when it is corrected', async () => {
      const id = trunkId();
      await house.saveTrunk(id, registering(), { password: 'wrong' });
      await untilState(id, 'waiting', 'telephony.password-refused');
      await house.saveTrunk(id, registering(), { password: 'right' });
      await untilState(id, 'online', null);
      await house.saveTrunk(id, registering(), { enabled: false });
    }, 60_000);

    it('without registration is online as long as it answers', async () => {
      const id = trunkId();
      await house.saveTrunk(id, aTrunkAt(provider.address));
      await untilState(id, 'online', null);
      await house.saveTrunk(id, aTrunkAt(provider.address), { enabled: false });
    }, 60_000);

    it('says why it is not online: nobody there, and no such name', async () => {
      const [silent, nameless] = [trunkId(), trunkId()];
      await house.saveTrunk(silent, aTrunkAt({ host: '127.0.0.9', port: await freePort() }));
      await house.saveTrunk(nameless, aTrunkAt({ host: 'sip.nowhere.invalid', port: 5060 }));
      await untilState(nameless, 'waiting', 'telephony.name-unknown');
      await untilState(silent, 'waiting', 'telephony.provider-silent');
    }, 60_000);

    const tried = async (settings = registering(), password: string | null = 'right') => {
      const sealed = password === null ? null : aMasterKey().sealText(password, 'trunk-password');
      const { checks } = await house.bus.ask(testTrunk, { trunkId: null, settings, password: sealed });
      return checks.map(({ step, code }) => [step, code]);
    };

    it('are tried live, step by step', async () => {
      expect(await tried()).toEqual([
        ['engine', null],
        ['resolve', null],
        ['reach', null],
        ['register', null],
      ]);
      expect((await tried(registering(), 'wrong')).at(-1)).toEqual(['register', 'telephony.password-refused']);
      expect((await tried(registering(), null)).at(-1)).toEqual(['register', 'telephony.password-missing']);
      expect((await tried({ ...registering(), host: 'sip.nowhere.invalid' })).at(-1)).toEqual([
        'resolve',
        'telephony.name-unknown',
      ]);
      expect((await tried({ ...registering(), host: '192.0.2.1' })).at(-1)).toEqual([
        'reach',
        'telephony.sip-on-loopback',
      ]);
      expect((await tried({ ...registering(), transport: 'tcp', port: await freePort() })).at(-1)).toEqual([
        'reach',
        'telephony.connection-refused',
      ]);
      // Our own engine speaks TLS with a certificate that nobody vouches for.
      const tls = aTrunkAt({ host: '127.0.0.1', port: house.settings.sip.tlsPort }, { transport: 'tls' });
      expect((await tried(tls)).at(-1)).toEqual(['reach', 'telephony.tls-refused']);
    }, 60_000);

    it('cannot be played by a device that gives itself their name', async () => {
      const id = trunkId();
      await house.saveTrunk(id, aTrunkAt({ host: '127.0.0.8', port: await freePort() }));
      await eventually(async () =>
        expect((await house.engine.ari.endpoints.list()).map(({ resource }) => resource)).toContain(`trunk-${id}`),
      );
      const { status, close } = await register(house, { user: `trunk-${id}`, password: '' });
      close();
      expect(status).toBe(401);
    });
  });

  describe('of somebody else', () => {
    it('is used by its address, told of lines, and neither installed nor ended by us', async () => {
      const owner = await TelephonyHouse.open();
      await owner.untilUp();
      const { access, pid } = await owner.record();
      const url = access.url.replace('//', `//${access.user}:${access.password}@`);
      const guest = await TelephonyHouse.open({ KEEPLINE_ARI_URL: url }, { engine: false });
      try {
        await eventually(async () =>
          expect((await guest.told(engineChanged)).at(-1)).toMatchObject({ state: 'up', source: 'url' }),
        );
        expect(await guest.bus.ask(installEngine, {})).toEqual({ begun: false });
        const device = guest.aDevice();
        await guest.saveExtension(device.employeeId, [device]);
        const { status, close } = await register(owner, device);
        close();
        expect(status).toBe(200);
      } finally {
        await guest.close();
      }
      process.kill(pid, 0);
      await owner.close();
    }, 60_000);
  });

  describe('that is not there', () => {
    it('is no trouble, and is found when somebody brings it', async () => {
      const bare = await TelephonyHouse.open({ PATH: '/nowhere' }, { engine: false });
      try {
        await bare.stop();
        await bare.start((app) => {
          const supervisor = app.get(EngineSupervisor);
          supervisor.timing = { ...supervisor.timing, lookAgainMs: 100 };
        });
        await eventually(async () =>
          expect((await bare.told(engineChanged)).at(-1)).toMatchObject({
            state: 'absent',
            code: 'telephony.engine-missing',
          }),
        );
        expect((await bare.health.report()).checks['telephony.engine']).toMatchObject({ status: 'ok' });
        expect(await bare.bus.ask(sipDoor, {})).toEqual({ url: null });
        const device = bare.aDevice();
        await bare.saveExtension(device.employeeId, [device]);
        await lendEngine(bare.settings.dataDir);
        await bare.untilUp();
        await eventually(async () => {
          const { status, close } = await register(bare, device);
          close();
          expect(status).toBe(200);
        });
      } finally {
        await bare.close();
      }
    }, 60_000);

    it('is not half there when its fetching was stopped', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'keepline-install-'));
      const stop = new AbortController();
      const fetching = installInto({
        link: join(folder, 'telephony', 'engine'),
        signal: stop.signal,
        progress: () => stop.abort(),
        log: silentLogger(),
      });
      await expect(fetching).rejects.toMatchObject({ code: 'telephony.install-stopped' });
      expect(await readdir(join(folder, 'telephony'))).toEqual(['engines']);
      expect(await readdir(join(folder, 'telephony', 'engines'))).toEqual([]);
      await rm(folder, { recursive: true });
    });
  });

  describe('and devices', () => {
    const answered = async (device: TestDevice) => {
      const { status, close } = await register(house, device);
      close();
      return status;
    };
    const presence = async (employeeId: EmployeeId) =>
      (await house.told(presenceChanged)).filter((one) => one.employeeId === employeeId).at(-1)?.devices;

    it.each(['udp', 'tcp'] as const)('registers one over %s, and tells that it can be rung', async (transport) => {
      const device = house.aDevice();
      await house.saveExtension(device.employeeId, [device]);
      const { status, close } = await register(house, device, { transport });
      expect(status).toBe(200);
      await eventually(async () =>
        expect(await presence(device.employeeId)).toEqual([
          { deviceId: device.deviceId, online: true, userAgent: 'Keepline' },
        ]),
      );
      close();
      if (transport === 'tcp')
        await eventually(async () => expect(await presence(device.employeeId)).toMatchObject([{ online: false }]));
    });

    it('answers an unknown user as it answers a wrong password', async () => {
      const device = house.aDevice();
      await house.saveExtension(device.employeeId, [device]);
      const wrong = await register(house, { ...device, password: 'wrong' }, { from: '127.0.0.3' });
      const unknown = await register(house, house.aDevice(), { from: '127.0.0.3' });
      expect([wrong.status, unknown.status]).toEqual([401, 401]);
      wrong.close();
      unknown.close();
    });

    it('takes away what is not named any more, at once', async () => {
      const [stays, goes] = [house.aDevice(), house.aDevice()];
      await house.saveExtension(stays.employeeId, [stays, goes]);
      expect(await answered(goes)).toBe(200);
      await eventually(async () =>
        expect((await presence(stays.employeeId))?.find((one) => one.deviceId === goes.deviceId)?.online).toBe(true),
      );
      await house.saveExtension(stays.employeeId, [stays]);
      expect(await answered(goes)).toBe(401);
      expect(await answered(stays)).toBe(200);
      expect((await house.engine.ari.endpoints.list()).map(({ resource }) => resource)).not.toContain(goes.user);
    });

    it('ends the calls of what is taken away when that is wanted, and only then', async () => {
      const [desk, mobile] = [house.aDevice(), house.aDevice()];
      const { employeeId } = desk;
      await house.saveExtension(employeeId, [desk, mobile], { kind: 'desk' });
      const phones = await Promise.all(
        [desk, mobile].map(({ user, password }) =>
          BaresipPhone.start({ user, password, server: house.sip }, 'employee'),
        ),
      );
      try {
        await Promise.all(phones.map((phone) => phone.untilRegistered()));
        await eventually(async () =>
          expect((await presence(employeeId))?.filter(({ online }) => online)).toHaveLength(2),
        );
        const { ari } = house.engine;
        for (const { user } of [desk, mobile]) {
          const endpoint = dialDevice(user);
          await ari.channels.originate(`to-${user}`, { endpoint, context: 'dialled', extension: 'colleague' });
        }
        await Promise.all(phones.map((phone) => phone.untilRinging()));
        const live = async () => (await ari.channels.list()).map(({ id }) => id).sort();
        await house.saveExtension(employeeId, [desk], { kind: 'desk' });
        expect(await live()).toEqual([`to-${desk.user}`, `to-${mobile.user}`].sort());
        await house.saveExtension(employeeId, [], { kind: 'desk', hangUp: true });
        await eventually(async () => expect(await live()).toEqual([`to-${mobile.user}`]));
        await phones[0]!.untilOver();
        expect(phones[1]!.count('CALL_CLOSED')).toBe(0);
        await ari.channels.hangUp(`to-${mobile.user}`);
      } finally {
        await Promise.all(phones.map((phone) => phone.stop()));
      }
    }, 60_000);

    it('is not ended with us while somebody speaks, and is found again', async () => {
      const device = house.aDevice();
      await house.saveExtension(device.employeeId, [device], { kind: 'desk' });
      const { user, password } = device;
      const phone = await BaresipPhone.start({ user, password, server: house.sip }, 'employee');
      try {
        await phone.untilRegistered();
        await eventually(async () => expect((await presence(device.employeeId))?.[0]?.online).toBe(true));
        await house.engine.ari.channels.originate('goes-on', {
          endpoint: dialDevice(user),
          context: 'dialled',
          extension: 'colleague',
        });
        await phone.untilRinging();
        const before = await house.pid();
        await house.stop();
        expect(await house.pid()).toBe(before);
        // Other ports of sound than the one that runs has: it is replaced, but not in the middle of a call.
        house.settings = { ...house.settings, sip: { ...house.settings.sip, rtpPorts: { from: 43_500, to: 43_999 } } };
        await house.start();
        await house.untilUp();
        expect(await house.pid()).toBe(before);
        expect((await house.engine.ari.channels.list()).map(({ id }) => id)).toEqual(['goes-on']);
        await house.engine.ari.channels.hangUp('goes-on');
        await phone.untilOver();
        await eventually(async () => expect(await house.pid()).not.toBe(before), { withinMs: 20_000 });
        await house.untilUp();
        const rtp = await readFile(join(house.engine.paths.run, 'etc', 'rtp.conf'), 'utf8');
        expect(rtp).toContain('rtpstart=43500');
      } finally {
        await phone.stop();
      }
    }, 60_000);

    it('refuses a user name that could be a trunk', async () => {
      const device = { ...house.aDevice(), user: 'trunk-1' };
      await expect(house.saveExtension(device.employeeId, [device])).rejects.toMatchObject({
        code: 'telephony.user-name-invalid',
      });
    });
  });
});
