import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineChanged, installEngine, presenceChanged, sipDoor } from '#libs/contracts';
import { eventually, silentLogger } from '#libs/testing';
import { installEngine as installInto } from '../../apps/telephony/src/engine/installing/install-engine.js';
import { EngineSupervisor } from '../../apps/telephony/src/engine/supervising/engine-supervisor.service.js';
import { describeWith } from '../peers/real/peer.js';
import { lendEngine } from '../product/engine.js';
import { register, TelephonyHouse } from './telephony-role.js';

describeWith(['asterisk'], 'the telephone engine', () => {
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
});
