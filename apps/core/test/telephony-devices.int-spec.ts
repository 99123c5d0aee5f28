import { hash } from 'node:crypto';
import { presenceChanged } from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import { aCompany, aMasterKey, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { ExtensionsService } from '../src/telephony/extensions/extensions.service.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('employees’ telephones', () => {
  let core: TestCore;
  let owner: Caller;
  let admin: Caller;
  let anna: SavedEmployee;
  let annas: Caller;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    anna = await anEmployee('Anna').saved(core.db);
    annas = await core.as(anna);
  });
  beforeEach(() => (core.telephony.refuse = null));
  afterAll(() => core.close());

  it('have no extension that calls for help', async () => {
    for (const number of ['101', '112']) {
      const { status, body } = await owner.put(`employees/${anna.employeeId}/extension`, { number });
      expect([status, body.code]).toEqual([422, 'extension.number-emergency']);
    }
  });

  it('are not given one either, however many there are', async () => {
    await core.db.query(
      `with people as (
         insert into core.employee (id, email, name, role, password_hash, status)
         select gen_random_uuid(), n || '@many.test', 'One of many', 'employee', '', 'suspended' from generate_series(201, 910) as n
         returning id, email
       )
       insert into core.extension (employee_id, number) select id, split_part(email, '@', 1) from people`,
    );
    const next = await anEmployee('Next').saved(core.db);
    const service = core.app.get(ExtensionsService, { strict: false });
    const given = await core.db.uow('core').run((tx) => service.ensure(tx, next.employeeId));
    expect(given).toBe('912');
    await core.db.query(
      `delete from core.extension where employee_id in (select id from core.employee where name = 'One of many')`,
    );
  });

  describe('a device', () => {
    it('has a password of 128 random bits that is shown once; only its digest is kept, sealed', async () => {
      const { status, body, text } = await annas.post(`employees/${anna.employeeId}/devices`, { label: 'Desk' });
      const { credentials, device } = body as unknown as {
        credentials: { user: string; password: string; transport: string[] };
        device: { id: string };
      };
      expect([status, Buffer.from(credentials.password, 'base64url').length, credentials.transport]).toEqual([
        201,
        16,
        ['udp', 'tcp', 'tls'],
      ]);
      expect(credentials.user).not.toMatch(/anna/i);
      const state = core.telephony.extensionOf(anna.employeeId)!;
      const sip = state.devices.find(({ deviceId }) => deviceId === device.id)!;
      const ha1 = hash('md5', `${credentials.user}:keepline:${credentials.password}`);
      expect([sip.user, sip.kind, aMasterKey().unsealText(sip.sealedHa1, 'sip-ha1')]).toEqual([
        credentials.user,
        'desk',
        ha1,
      ]);
      expect(text.split(credentials.password)).toHaveLength(2);
      const rows = await core.db.query<{ t: string }>(
        `select d::text as t from core.sip_device d union all select j::text from core.journal j`,
      );
      const kept = [...rows.map(({ t }) => t), JSON.stringify(core.lines), (await annas.get('extensions')).text];
      expect(kept.filter((where) => where.includes(credentials.password) || where.includes(ha1))).toEqual([]);
    });

    it('is one’s own to add and to revoke, or the administrator’s', async () => {
      const boris = await anEmployee('Boris').saved(core.db);
      const [boriss, path] = [await core.as(boris), `employees/${anna.employeeId}/devices`];
      expect((await boriss.post(path, { label: 'x' })).status).toBe(403);
      const mine = (await annas.post(path, { label: 'Mine' })).body['device'] as { id: string };
      expect((await boriss.delete(`devices/${mine.id}`)).status).toBe(403);
      const listed = (await boriss.get('extensions')).body.items as { employee: { id: string }; devices: unknown }[];
      expect(listed.find(({ employee }) => employee.id === anna.employeeId)!.devices).toBeNull();
      expect((await annas.delete(`devices/${mine.id}`)).status).toBe(204);
      expect(core.telephony.extensionOf(anna.employeeId)!.devices.map(({ deviceId }) => deviceId)).not.toContain(
        mine.id,
      );
      expect((await annas.delete(`devices/${mine.id}`)).status).toBe(404);
      expect((await admin.post(path, { label: 'By the administrator' })).status).toBe(201);
    });

    it('that the role did not take is not there', async () => {
      const cleo = await anEmployee('Cleo').saved(core.db);
      core.telephony.refuse = new OperationalError('bus.no-answer');
      const { status } = await (await core.as(cleo)).post(`employees/${cleo.employeeId}/devices`, { label: 'x' });
      expect(status).toBe(503);
      core.telephony.refuse = null;
      await eventually(() => expect(core.telephony.extensionOf(cleo.employeeId)?.devices).toEqual([]), {
        withinMs: 5_000,
      });
    });

    it('is reached when the role says so, and its own page shows it', async () => {
      const dora = await anEmployee('Dora').saved(core.db);
      const doras = await core.as(dora);
      const { device } = (await doras.post(`employees/${dora.employeeId}/devices`, { label: 'Desk' })).body as {
        device?: { id: string };
      };
      const presence = (online: boolean, seconds: number) =>
        core.tell(presenceChanged, {
          employeeId: dora.employeeId,
          devices: [{ deviceId: device!.id as never, online, userAgent: 'baresip' }],
          at: new Date(Date.now() + seconds * 1_000).toISOString(),
        });
      await presence(true, 2);
      await presence(false, 1);
      const { myExtension } = (await doras.get('telephony')).body as { myExtension?: { devices: unknown[] } };
      expect(myExtension!.devices).toMatchObject([{ id: device!.id, online: true, userAgent: 'baresip' }]);
    });
  });

  it('an extension is changed by the administrator, and is one person’s', async () => {
    const eva = await anEmployee('Eva').saved(core.db);
    const path = `employees/${eva.employeeId}/extension`;
    expect((await admin.put(path, { number: '777' })).body).toMatchObject({ number: '777', online: false });
    expect(core.telephony.extensionOf(eva.employeeId)).toMatchObject({ extension: '777', hangUp: false });
    const { body } = await admin.put(`employees/${anna.employeeId}/extension`, { number: '777' });
    expect(body.code).toBe('extension.number-taken');
    expect((await annas.put(path, { number: '778' })).status).toBe(403);
    expect((await admin.put(path, { number: 'abc' })).status).toBe(400);
  });

  it('a leaver has no telephone any more, and by policy no calls', async () => {
    const fred = await anEmployee('Fred').saved(core.db);
    await (await core.as(fred)).post(`employees/${fred.employeeId}/devices`, { label: 'Desk' });
    await owner.patch(`employees/${fred.employeeId}`, { status: 'suspended' });
    await eventually(() =>
      expect(core.telephony.extensionOf(fred.employeeId)).toMatchObject({ devices: [], hangUp: true }),
    );
    const live = `select from core.sip_device where employee_id = $1 and revoked_at is null`;
    await eventually(async () => expect(await core.db.query(live, [fred.employeeId])).toEqual([]));
  });
});
