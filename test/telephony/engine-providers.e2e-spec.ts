import { randomUUID } from 'node:crypto';
import { testTrunk, trunkChanged, type TrunkId } from '#libs/contracts';
import { aMasterKey, eventually } from '#libs/testing';
import { describeWith, freePort } from '../peers/real/peer.js';
import { SippTrunk } from '../peers/telephony/sipp-trunk.js';
import { aTrunkAt, register, TelephonyHouse } from './telephony-role.js';

describeWith(['asterisk', 'sipp'], 'the telephone engine and providers', () => {
  let house: TelephonyHouse;

  beforeAll(async () => {
    house = await TelephonyHouse.open();
    await house.untilUp();
  }, 60_000);
  afterAll(() => house?.close());

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
    // It is asked at once: nobody is told that it is silent because the engine would have asked only later.
    expect((await statesOf(id)).map(({ state }) => state)).toEqual(['connecting', 'online']);
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
