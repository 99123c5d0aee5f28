import { dialCall, type CallId, type DialPlan } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anExtension,
  aNumber,
  anOwner,
  aTeam,
  aTrunk,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTrunk,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('calls to the outside', () => {
  let core: TestCore;
  let trunk: SavedTrunk;
  let [office, salesLine] = [] as SavedChannel[] as [SavedChannel, SavedChannel];
  let [anna, boris, maria, olga] = [] as SavedEmployee[] as [
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
  ];
  let [ada, bob] = [] as SavedClient[] as [SavedClient, SavedClient];
  let [annas, marias, owner] = [] as Caller[] as [Caller, Caller, Caller];
  const code = new Map<string, number>();

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    trunk = await aTrunk().saved(core.db);
    office = await aNumber('+380442223344').on(trunk).saved(core.db);
    salesLine = await aNumber('+380442223355').on(trunk).inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').seeingContacts().saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    olga = await anOwner().saved(core.db);
    for (const [n, who] of [anna, boris, maria, olga].entries())
      await anExtension(String(201 + n))
        .of(who)
        .saved(core.db);
    ada = await aClient('Ada').withPhone('+380501234512').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    bob = await aClient('Bob').withPhone('+380671234567').assignedTo(boris).saved(core.db);
    for (const row of await core.db.query<{ id: string; code: number }>(
      `select id, short_code as code from core.client`,
    ))
      code.set(row.id, row.code);
    [annas, marias, owner] = [await core.as(anna), await core.as(maria), await core.as(olga)];
  });
  beforeEach(async () => {
    core.telephony.refuse = null;
    core.telephony.placed.length = 0;
    await policy({});
    await core.db.query(`update core.call set phase = 'ended', ended_at = now() where phase <> 'ended'`);
    await core.db.query(`update core.call set started_at = started_at - interval '2 days'`);
  });
  afterAll(() => core.close());

  const policy = async (change: object) => {
    const before = { dialPad: 'all', clientsOnly: false, countries: ['UA', 'DE'], premiumPrefixes: ['+380900'] };
    const limits = { maxConcurrentOut: 30, maxPerEmployeePerDay: 300, maxAbroadPerDay: 50, leaverCallsEnd: true };
    const rest = { keepOriginals: true, format: 'opus', employeesPlayOwn: true, managersDownload: false };
    const body = { ...before, ...limits, ...rest, missedTargetMinutes: 30, formFields: [], ...change };
    expect((await owner.put('telephony/policy', body)).status).toBe(200);
  };
  const dial = (
    who: SavedEmployee,
    dialled: string,
    more: { purpose?: 'transfer'; callId?: string } = {},
  ): Promise<DialPlan> =>
    core.bus.ask(dialCall, {
      ...{
        callId: (more.callId ?? crypto.randomUUID()) as CallId,
        employeeId: who.employeeId,
        deviceId: null,
        dialled,
      },
      ...{ purpose: more.purpose ?? 'call', at: new Date().toISOString() },
    });
  const point = (client: SavedClient) => client.contactPoints[0]!.id;
  const rows = (id: unknown) => core.db.query(`select * from core.call where id = $1`, [id]);
  const alerts = () =>
    core.db.query<{ code: string; employee_id: string; details: unknown }>(
      `select code, employee_id, details from core.alert where code = 'call.fraud-suspected' order by at`,
    );

  describe('from a card', () => {
    it('give the number to the telephony role and not to the page', async () => {
      const { status, body, text } = await annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada) });
      expect([status, body]).toMatchObject([
        202,
        {
          ...{
            direction: 'outbound',
            phase: 'ringing',
            client: { id: ada.id, name: 'Ada' },
            shown: '+380 •• ••• •• 12',
          },
          ...{ mine: true, may: { control: true, listen: false, place: false, form: false } },
        },
      ]);
      expect(text).not.toContain('501234512');
      expect(core.telephony.placed).toEqual([
        {
          ...{ callId: body['id'], employeeId: anna.employeeId, extension: '201', deviceId: null },
          target: { to: '+380501234512', channelId: salesLine.id, trunkId: trunk.id, callerId: '+380442223355' },
          ...{ shownName: 'Ada', shownNumber: `*${code.get(ada.id)}` },
          announcement: { name: 'recorded', language: 'uk', evidence: null },
          recording: { format: 'opus', keepOriginals: true },
        },
      ]);
    });

    it('show the number to whoever may see it', async () => {
      await marias.post(`clients/${ada.id}/calls`, { contactPointId: point(ada) });
      expect(core.telephony.placed[0]).toMatchObject({ shownName: 'Ada', shownNumber: '+380501234512' });
    });

    it('use the company’s number of the client’s last call, the wanted one, or else the first', async () => {
      await annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada), channelId: office.id });
      await annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada) });
      const boriss = await core.as(boris);
      await boriss.post(`clients/${bob.id}/calls`, { contactPointId: point(bob) });
      expect(core.telephony.placed.map(({ target }) => target.callerId)).toEqual([
        '+380442223344',
        '+380442223344',
        '+380442223344',
      ]);
    });

    it('are not made to a card of others, an address that is no telephone, or from a device of others', async () => {
      const refused = await Promise.all([
        annas.post(`clients/${bob.id}/calls`, { contactPointId: point(bob) }),
        annas.post(`clients/${ada.id}/calls`, { contactPointId: point(bob) }),
        annas.post(`clients/${ada.id}/calls`, { contactPointId: ada.contactPoints[1]!.id }),
        annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada), deviceId: crypto.randomUUID() }),
        annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada), channelId: crypto.randomUUID() }),
      ]);
      expect(refused.map(({ body }) => body.code)).toEqual([
        'client.not-found',
        'contact-point.not-found',
        'contact-point.not-found',
        'device.not-found',
        'call.no-number',
      ]);
      expect(core.telephony.placed).toEqual([]);
    });

    it('that the role cannot make are over, and said to be', async () => {
      core.telephony.refuse = new UserError('telephony.device-offline');
      const { body } = await annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada) });
      expect(body.code).toBe('telephony.device-offline');
      core.telephony.refuse = new OperationalError('bus.no-answer');
      expect((await annas.post(`clients/${ada.id}/calls`, { contactPointId: point(ada) })).status).toBe(503);
      expect((await annas.get('calls/live')).body.items).toEqual([]);
      const [last] = (await annas.get('calls?limit=1')).body.items as object[];
      expect(last).toMatchObject({ phase: 'ended', outcome: 'failed' });
    });
  });

  describe('what is dialled', () => {
    it('a client’s short code, by whoever may see the card', async () => {
      expect(await dial(anna, `*${code.get(ada.id)}`)).toMatchObject({
        ...{ way: 'outside', target: { to: '+380501234512' }, shownName: 'Ada', shownNumber: `*${code.get(ada.id)}` },
      });
      for (const who of [boris, anna]) {
        const foreign = who === boris ? ada : bob;
        expect(await dial(who, `*${code.get(foreign.id)}`)).toMatchObject({ way: 'refused', code: 'call.nobody' });
      }
      expect(await dial(anna, '*999999')).toMatchObject({ way: 'refused', code: 'call.nobody' });
    });

    it('a client’s short code, also of a card that has become one with another', async () => {
      const [stays, goes] = [
        await aClient('Stays').withPhone('+380501234590').assignedTo(anna).saved(core.db),
        await aClient('Goes').assignedTo(anna).saved(core.db),
      ];
      const codeOf = async ({ id }: SavedClient) => String((await annas.get(`clients/${id}`)).body['shortCode']);
      const [kept, old] = [await codeOf(stays), await codeOf(goes)];
      expect((await annas.post(`clients/${stays.id}/merge`, { otherId: goes.id, take: {} })).status).toBe(200);
      expect(await dial(anna, old)).toMatchObject({
        ...{ way: 'outside', target: { to: '+380501234590' }, shownName: 'Stays', shownNumber: kept },
      });
      expect(await dial(boris, old)).toMatchObject({ way: 'refused', code: 'call.nobody' });
    });

    it('a colleague, who sees who calls', async () => {
      expect(await dial(anna, '202')).toEqual({
        way: 'colleague',
        target: { employeeId: boris.employeeId, extension: '202', shownName: 'Anna', shownNumber: '201' },
      });
      expect(await dial(anna, '201')).toMatchObject({ way: 'refused', code: 'call.nobody' });
      expect(await dial(anna, '599')).toMatchObject({ way: 'refused', code: 'call.nobody' });
      expect((await annas.post('calls', { to: '202' })).body.code).toBe('call.colleague-by-softphone');
    });

    it('the extension of somebody who left, at whom their successor answers, and so on from them', async () => {
      const [lena, yana] = [await anEmployee('Lena').saved(core.db), await anEmployee('Yana').saved(core.db)];
      for (const [number, who] of [
        ['211', lena],
        ['212', yana],
      ] as const)
        await anExtension(number).of(who).saved(core.db);
      const leaves = (who: SavedEmployee, successor: SavedEmployee) =>
        owner.post(`employees/${who.employeeId}/departure`, {
          successor: { employeeId: successor.employeeId },
          reason: 'moved to another town',
        });
      expect((await leaves(lena, yana)).status).toBe(200);
      expect(await dial(anna, '211')).toMatchObject({
        ...{ way: 'colleague', target: { employeeId: yana.employeeId, extension: '212' } },
      });
      await leaves(yana, boris);
      expect(await dial(anna, '211')).toMatchObject({ way: 'colleague', target: { employeeId: boris.employeeId } });
      // Whoever is only suspended is nobody's to answer for.
      await owner.patch(`employees/${boris.employeeId}`, { status: 'suspended' });
      expect(await dial(anna, '211')).toMatchObject({ way: 'refused', code: 'call.nobody' });
      await owner.patch(`employees/${boris.employeeId}`, { status: 'active' });
    });

    it('help, whatever the policy is and whoever asks, from page and telephone, on record as any call', async () => {
      await policy({ dialPad: 'none', clientsOnly: true, countries: ['DE'], maxPerEmployeePerDay: 1 });
      const admin = await anEmployee('Admin who calls').as('administrator').saved(core.db);
      for (const [who, number] of [
        [anna, '103'],
        [anna, '1-1-2'],
        [admin, '101'],
      ] as const) {
        const callId = crypto.randomUUID();
        const help = number.replaceAll('-', '');
        expect(await dial(who, number, { callId })).toMatchObject({
          ...{ way: 'outside', target: { to: help, callerId: expect.stringMatching(/^\+38044/) } },
          ...{ shownName: help, shownNumber: help, announcement: null },
        });
        expect(await rows(callId)).toMatchObject([{ counterpart: help, direction: 'outbound', phase: 'ringing' }]);
      }
      const { status, body } = await annas.post('calls', { to: '104' });
      expect(status).toBe(202);
      expect(core.telephony.placed).toMatchObject([{ callId: body['id'], target: { to: '104' } }]);
    });

    it('a number, by policy: nobody’s, the heads’, everybody’s', async () => {
      await policy({ dialPad: 'none' });
      expect(await dial(maria, '0441234567')).toMatchObject({ code: 'call.dialling-not-allowed' });
      await policy({ dialPad: 'managers' });
      expect(await dial(anna, '0441234567')).toMatchObject({ code: 'call.dialling-not-allowed' });
      expect(await dial(maria, '0441234567')).toMatchObject({ way: 'outside', target: { to: '+380441234567' } });
      const pad = await annas.post('calls', { to: '044 123 45 67' });
      expect([pad.status, pad.body.code]).toEqual([403, 'call.dialling-not-allowed']);
      await policy({});
      expect((await annas.post('calls', { to: '044 123 45 67' })).status).toBe(202);
    });

    it('by policy only a number of the base, which says nothing of cards of others', async () => {
      await policy({ clientsOnly: true });
      expect(await dial(anna, '0501234512')).toMatchObject({ way: 'outside', shownName: 'Ada' });
      expect(await dial(anna, '0441234567')).toMatchObject({ code: 'call.not-a-client' });
      expect(await dial(anna, '0671234567')).toMatchObject({ code: 'call.not-a-client' });
    });

    it('a number of a client of others stays theirs, and tells whoever dialled it no name', async () => {
      const plan = await dial(anna, '0671234567');
      expect(plan).toMatchObject({ shownName: '+380671234567', shownNumber: '+380671234567' });
      const pad = await annas.post('calls', { to: '0671234567' });
      expect(pad.body).toMatchObject({ client: null });
      expect(pad.text).not.toContain('Bob');
      const [row] = (await rows(pad.body['id'])) as { client_id: string }[];
      expect(row!.client_id).toBe(bob.id);
    });

    it('no premium number, and no other country: refused, counted, and told', async () => {
      const premium = crypto.randomUUID();
      expect(await dial(anna, '0900123456', { callId: premium })).toMatchObject({
        ...{ way: 'refused', code: 'call.premium-refused', prompt: { name: 'refused' } },
      });
      expect(await rows(premium)).toMatchObject([
        { phase: 'ended', outcome: 'refused', refused_code: 'call.premium-refused' },
      ]);
      expect(await alerts()).toEqual([
        { code: 'call.fraud-suspected', employee_id: anna.employeeId, details: { reason: 'call.premium-refused' } },
      ]);
      await dial(anna, '0900123457');
      expect(await alerts()).toHaveLength(1);
      expect(await dial(anna, '+12025550100')).toMatchObject({ code: 'call.country-refused' });
      expect((await annas.post('calls', { to: '+380900123456' })).body.code).toBe('call.premium-refused');
      expect(core.telephony.placed).toEqual([]);
    });

    it('no more at once, of one employee and to other countries than the policy allows', async () => {
      await policy({ maxConcurrentOut: 2, maxPerEmployeePerDay: 3, maxAbroadPerDay: 1 });
      const both = await Promise.all(['0441111111', '0441111112', '0441111113'].map((to) => dial(anna, to)));
      expect(both.map(({ way }) => way).sort()).toEqual(['outside', 'outside', 'refused']);
      await core.db.query(`update core.call set phase = 'ended' where phase <> 'ended'`);
      expect(await dial(anna, '+4930901820')).toMatchObject({ way: 'outside' });
      await core.db.query(`update core.call set phase = 'ended' where phase <> 'ended'`);
      expect(await dial(anna, '0441111114')).toMatchObject({ code: 'call.limit-reached' });
      expect(await dial(boris, '+4930901821')).toMatchObject({ code: 'call.limit-reached' });
      expect(await dial(boris, '0441111115')).toMatchObject({ way: 'outside' });
    });

    it('nothing, by somebody who has left or administrates', async () => {
      const gone = await anEmployee('Gone').suspended().saved(core.db);
      const admin = await anEmployee('Admin').as('administrator').saved(core.db);
      for (const who of [gone, admin])
        expect(await dial(who, '0441234567')).toMatchObject({ way: 'refused', code: 'call.dialling-not-allowed' });
      const nobody = { employeeId: crypto.randomUUID() } as unknown as SavedEmployee;
      expect(await dial(nobody, '202')).toMatchObject({ way: 'refused', code: 'call.dialling-not-allowed' });
    });

    it('the same again when it is asked again', async () => {
      const callId = crypto.randomUUID();
      const plan = await dial(anna, '0441234567', { callId });
      await policy({ dialPad: 'none' });
      expect(await dial(anna, '0441234567', { callId })).toEqual(plan);
      expect(await rows(callId)).toHaveLength(1);
    });

    it.each(['', '+', '*', '*abc', 'x'.repeat(100), '9'.repeat(40), "'; drop table core.call; --"])(
      'nobody at all (%j)',
      async (dialled) => expect(await dial(anna, dialled)).toMatchObject({ way: 'refused' }),
    );
  });

  it('a company without a number that works calls nobody', async () => {
    await core.db.query(`update core.trunk set enabled = false`);
    expect(await dial(anna, '0441234567')).toMatchObject({ way: 'refused', code: 'call.no-number' });
    await core.db.query(`update core.trunk set enabled = true`);
  });
});
