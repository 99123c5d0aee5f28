import { aClient, aCompany, aManager, anEmployee, anOwner, aTeam, type SavedEmployee } from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

type Body = Record<string, unknown>;

describe('what the company wants to know of its clients', () => {
  let core: TestCore;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, boriss, heads, owner] = [] as Caller[] as [Caller, Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    heads = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    owner = await core.as(await anOwner().saved(core.db));
  });
  afterAll(() => core.close());

  const aField = async (field: Body): Promise<Body> => (await owner.post('card-fields', field)).body;
  const fields = async (who = annas) => (await who.get('card-fields')).body.items as Body[];

  describe('its fields', () => {
    it('are the owner’s to make, in the order that the owner says, and keep their key for ever', async () => {
      const tax = await aField({
        label: 'Tax number',
        kind: 'text',
        appliesTo: 'company',
        format: '99999999',
        required: true,
      });
      const city = await aField({ label: 'Город', kind: 'text' });
      const trade = await aField({ label: 'Trade', kind: 'choice', choices: ['retail', 'wholesale', 'retail'] });
      expect([tax, city, trade]).toMatchObject([
        { key: 'tax-number', appliesTo: 'company', required: true, format: '99999999' },
        { key: 'field-1', appliesTo: 'both', required: false },
        { key: 'trade', choices: ['retail', 'wholesale'] },
      ]);
      await owner.put('card-fields/order', { ids: [trade['id'], tax['id'], city['id']] });
      expect((await fields()).map(({ key }) => key)).toEqual(['trade', 'tax-number', 'field-1']);
      const again = await owner.post('card-fields', { label: 'Other', key: 'trade', kind: 'text' });
      expect([again.status, again.body.code]).toEqual([409, 'card-field.key-taken']);
      const empty = await owner.post('card-fields', { label: 'Nothing', kind: 'choice' });
      expect([empty.status, empty.body.code]).toEqual([400, 'card-field.choices-missing']);
      const renamed = await owner.patch(`card-fields/${String(city['id'])}`, { label: 'City' });
      expect(renamed.body).toMatchObject({ key: 'field-1', label: 'City' });
      expect((await heads.post('card-fields', { label: 'Mine', kind: 'text' })).body.code).toBe('access.forbidden');
    });

    it('take values in one form each, and say of every wrong one why', async () => {
      await aField({ label: 'Second phone', kind: 'phone' });
      await aField({ label: 'Since', kind: 'date', appliesTo: 'company' });
      const { id } = await aClient('Filled Ltd').ofCompany().assignedTo(anna).saved(core.db);
      const wrong = await annas.patch(`clients/${id}`, {
        fields: { 'tax-number': '123', 'second-phone': 'none', since: '2026-02-30', trade: 'retail', nonsense: 'x' },
      });
      expect([wrong.status, wrong.body]).toMatchObject([
        400,
        {
          code: 'client.fields-invalid',
          errors: [
            { path: 'fields.tax-number', message: 'format' },
            { path: 'fields.second-phone', message: 'phone' },
            { path: 'fields.since', message: 'date' },
            { path: 'fields.nonsense', message: 'unknown' },
          ],
        },
      ]);
      expect((await annas.get(`clients/${id}`)).body).toMatchObject({ fields: {}, fieldsMissing: ['tax-number'] });
      const right = await annas.patch(`clients/${id}`, {
        fields: { 'tax-number': '12345678', 'second-phone': '050 123 45 12', since: '1.3.2026', trade: 'retail' },
      });
      expect(right.body).toMatchObject({
        // The employee sees a telephone in a field as little as one among the contact points.
        fields: { 'tax-number': '12345678', 'second-phone': '+380 •• ••• •• 12', since: '2026-03-01', trade: 'retail' },
        fieldsMissing: [],
        fieldsConfirmedBy: { name: 'Anna' },
        fieldsStale: false,
      });
      expect((await owner.get(`clients/${id}`)).body['fields']).toMatchObject({ 'second-phone': '+380501234512' });
      const [told] = (await annas.get(`clients/${id}/changes?limit=1`)).body.items as { changes: Body[] }[];
      expect(told!.changes).toContainEqual({
        ...{ field: 'fields.second-phone', label: 'Second phone', from: null, to: '+380 •• ••• •• 12' },
      });
      const cleared = await annas.patch(`clients/${id}`, { fields: { 'tax-number': null, trade: '' } });
      expect(cleared.body['errors']).toEqual([{ path: 'fields.tax-number', message: 'required' }]);
      const masked = await annas.patch(`clients/${id}`, { fields: { 'second-phone': '+380 •• ••• •• 12' } });
      expect(masked.body['errors']).toEqual([{ path: 'fields.second-phone', message: 'masked' }]);
    });

    it('of two people at one card collide one by one', async () => {
      const { id } = await aClient('Both Ltd').ofCompany().assignedTo(anna).saved(core.db);
      const version = (await annas.get(`clients/${id}`)).body['version'];
      await heads.patch(`clients/${id}`, { version, fields: { 'tax-number': '11111111' } });
      const second = await annas.patch(`clients/${id}`, { version, fields: { trade: 'retail' } });
      expect(second.body).toMatchObject({ fields: { 'tax-number': '11111111', trade: 'retail' } });
      const third = await annas.patch(`clients/${id}`, { version, fields: { 'tax-number': '22222222' } });
      expect([third.status, third.body['details']]).toMatchObject([
        409,
        { fields: [{ field: 'fields.tax-number', label: 'Tax number', theirs: '11111111', mine: '22222222' }] },
      ]);
    });

    it('are asked for again when nobody has confirmed them for half a year', async () => {
      const { id } = await aClient('Old Ltd').ofCompany().assignedTo(anna).saved(core.db);
      await annas.patch(`clients/${id}`, { fields: { 'tax-number': '12345678' } });
      await core.db.query(`update core.client set fields_confirmed_at = now() - interval '181 days' where id = $1`, [
        id,
      ]);
      expect((await annas.get(`clients/${id}`)).body['fieldsStale']).toBe(true);
      const confirmed = await annas.post(`clients/${id}/fields-confirmation`);
      expect([confirmed.status, confirmed.body['fieldsStale']]).toEqual([200, false]);
      expect((await boriss.post(`clients/${id}/fields-confirmation`)).body.code).toBe('client.not-found');
    });

    it('that are archived leave the card, and their values come back with them', async () => {
      const note = await aField({ label: 'Passing', kind: 'text' });
      const { id } = await aClient('Keeps').assignedTo(anna).saved(core.db);
      await annas.patch(`clients/${id}`, { fields: { passing: 'kept' } });
      await owner.patch(`card-fields/${String(note['id'])}`, { archived: true });
      expect((await annas.get(`clients/${id}`)).body['fields']).toEqual({});
      expect((await annas.patch(`clients/${id}`, { fields: { passing: 'x' } })).body.code).toBe(
        'client.fields-invalid',
      );
      await owner.patch(`card-fields/${String(note['id'])}`, { archived: false });
      expect((await annas.get(`clients/${id}`)).body['fields']).toEqual({ passing: 'kept' });
    });

    it('may be filled in on a new card at once', async () => {
      const card = { kind: 'company', name: 'New Ltd', fields: { 'tax-number': '87654321' } };
      expect((await annas.post('clients', card)).body).toMatchObject({ fields: { 'tax-number': '87654321' } });
      const wrong = await annas.post('clients', { ...card, name: 'Never Ltd', fields: { 'tax-number': 'x' } });
      expect(wrong.body['errors']).toEqual([{ path: 'fields.tax-number', message: 'format' }]);
      expect((await annas.get('clients?name=never')).body.items).toEqual([]);
    });
  });

  describe('its tags', () => {
    it('are made by heads, put on cards by whoever has them, and told in the history', async () => {
      const vip = (await heads.post('card-tags', { name: 'VIP', colour: 'violet' })).body;
      const again = await heads.post('card-tags', { name: 'vip' });
      expect([again.status, again.body.code]).toEqual([409, 'card-tag.name-taken']);
      expect((await annas.post('card-tags', { name: 'Mine' })).body.code).toBe('access.forbidden');
      const { id } = await aClient('Tagged').assignedTo(anna).saved(core.db);
      const path = `clients/${id}/tags/${String(vip['id'])}`;
      await annas.put(path);
      expect((await annas.put(path)).body['tags']).toEqual([{ id: vip['id'], name: 'VIP', colour: 'violet' }]);
      expect((await boriss.put(path)).body.code).toBe('client.not-found');
      const byTag = (await annas.get(`clients?tagId=${String(vip['id'])}`)).body.items as Body[];
      expect(byTag).toMatchObject([{ name: 'Tagged', tags: [{ name: 'VIP' }] }]);
      expect((await boriss.get(`clients?tagId=${String(vip['id'])}`)).body.items).toEqual([]);
      expect((await annas.delete(path)).body['tags']).toEqual([]);
      const told = ((await annas.get(`clients/${id}/changes`)).body.items as { changes: Body[] }[]).map(
        ({ changes }) => changes[0],
      );
      expect(told.slice(0, 2)).toEqual([
        { field: 'tag', label: null, from: 'VIP', to: null },
        { field: 'tag', label: null, from: null, to: 'VIP' },
      ]);
    });

    it('that are archived stand on no card', async () => {
      const old = (await heads.post('card-tags', { name: 'Old' })).body;
      const { id } = await aClient('Had it').assignedTo(anna).saved(core.db);
      await annas.put(`clients/${id}/tags/${String(old['id'])}`);
      await heads.patch(`card-tags/${String(old['id'])}`, { archived: true });
      expect((await annas.get(`clients/${id}`)).body['tags']).toEqual([]);
      expect((await annas.put(`clients/${id}/tags/${String(old['id'])}`)).body.code).toBe('card-tag.not-found');
    });
  });

  describe('a company and its people', () => {
    it('know each other, as far as the viewer may see both', async () => {
      const [firm, hers] = [
        await aClient('Firm').ofCompany().assignedTo(anna).saved(core.db),
        await aClient('Another Firm').ofCompany().assignedTo(boris).saved(core.db),
      ];
      const person = await aClient('Person').assignedTo(anna).saved(core.db);
      const joined = await annas.patch(`clients/${person.id}`, { companyId: firm.id });
      expect(joined.body['company']).toEqual({ id: firm.id, name: 'Firm' });
      const people = (await annas.get(`clients?companyId=${firm.id}`)).body.items as Body[];
      expect(people.map(({ name }) => name)).toEqual(['Person']);
      // Anna cannot see Boris' firm, so she cannot put anybody there.
      for (const companyId of [hers.id, person.id]) {
        const refused = await annas.patch(`clients/${person.id}`, { companyId });
        expect([refused.status, refused.body.code]).toEqual([400, 'client.company-invalid']);
      }
      await heads.patch(`clients/${person.id}`, { companyId: hers.id });
      expect((await annas.get(`clients/${person.id}`)).body['company']).toBeNull();
      const [told] = (await annas.get(`clients/${person.id}/changes?limit=1`)).body.items as { changes: Body[] }[];
      expect(told!.changes).toEqual([{ field: 'company', label: null, from: 'Firm', to: '•••' }]);
    });

    it('stay what they are: a company with people is no person', async () => {
      const firm = await aClient('Stays').ofCompany().assignedTo(anna).saved(core.db);
      const person = await aClient('Theirs').assignedTo(anna).saved(core.db);
      await annas.patch(`clients/${person.id}`, { companyId: firm.id });
      const refused = await annas.patch(`clients/${firm.id}`, { kind: 'person' });
      expect([refused.status, refused.body.code]).toEqual([422, 'client.has-people']);
      // A person who becomes a company belongs to none.
      const became = await annas.patch(`clients/${person.id}`, { kind: 'company' });
      expect(became.body).toMatchObject({ kind: 'company', company: null });
    });
  });
});
