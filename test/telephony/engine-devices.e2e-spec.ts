import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presenceChanged, type EmployeeId } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { dialDevice } from '../../apps/telephony/src/engine/endpoints.js';
import { describeWith } from '../peers/real/peer.js';
import { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { register, TelephonyHouse, type TestDevice } from './telephony-role.js';

describeWith(['asterisk', 'baresip'], 'the telephone engine and devices', () => {
  let house: TelephonyHouse;

  beforeAll(async () => {
    house = await TelephonyHouse.open();
    await house.untilUp();
  }, 60_000);
  afterAll(() => house?.close());

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
      [desk, mobile].map(({ user, password }) => BaresipPhone.start({ user, password, server: house.sip }, 'employee')),
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
