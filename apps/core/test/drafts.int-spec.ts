import { randomUUID } from 'node:crypto';
import { aClient, aCompany, anEmployee, anOwner, type SavedClient, type SavedEmployee } from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

let core: TestCore;
let anna: SavedEmployee;
let [asAnna, asOlga] = [] as Caller[] as [Caller, Caller];
let ada: SavedClient;

beforeAll(async () => {
  core = await aCore();
  await aCompany('Company').saved(core.db);
  asOlga = await core.as(await anOwner().saved(core.db));
  anna = await anEmployee('Anna').saved(core.db);
  asAnna = await core.as(anna);
});
beforeEach(async () => {
  ada = await aClient('Ada').assignedTo(anna).saved(core.db);
});
afterAll(() => core.close());

const draft = (text: string) => ({
  ...{ kind: 'email', begunAs: 'email', text, subject: null, channelId: null, contactPointId: null },
  attachments: [{ id: '01900000-0000-7000-8000-000000000000', name: 'offer.pdf', type: 'application/pdf', size: 3 }],
});
const keep = (text: string, base: number | null, who = asAnna) =>
  who.put(`drafts/${ada.id}`, { clientId: ada.id, base, draft: draft(text) });

describe('a draft', () => {
  it('is found on another machine, files and all, and sealed where it lies', async () => {
    expect(await keep('Dear Ada', null)).toMatchObject({
      status: 200,
      body: { place: ada.id, clientId: ada.id, version: 1 },
    });
    expect(await keep('Dear Ada, secret', 1)).toMatchObject({ status: 200, body: { version: 2 } });
    const elsewhere = await core.as(anna);
    expect((await elsewhere.get(`drafts/${ada.id}`)).body).toMatchObject({
      kept: { version: 2, draft: draft('Dear Ada, secret') },
    });
    const { items } = (await elsewhere.get('drafts')).body as { items: { place: string }[] };
    expect(items.map(({ place }) => place)).toContain(ada.id);
    const [row] = await core.db.query<{ sealed: Buffer }>(
      `select sealed_draft as sealed from core.draft where place = $1`,
      [ada.id],
    );
    expect(row!.sealed.includes('secret')).toBe(false);
  });

  it('is not written over by a machine that goes on from an older one', async () => {
    await keep('One', null);
    await keep('Two', 1);
    for (const base of [1, null])
      expect(await keep('Three', base)).toMatchObject({ status: 409, body: { code: 'draft.changed-elsewhere' } });
    expect((await asAnna.get(`drafts/${ada.id}`)).body).toMatchObject({ kept: { draft: { text: 'Two' } } });
  });

  it('is its writer’s alone, and of cards that they see', async () => {
    await keep('Mine', null);
    expect(await asOlga.get(`drafts/${ada.id}`)).toMatchObject({ status: 200, body: { kept: null } });
    expect(await keep('Olga’s', null, asOlga)).toMatchObject({ status: 200 });
    expect((await asAnna.get(`drafts/${ada.id}`)).body).toMatchObject({ kept: { draft: { text: 'Mine' } } });
    await core.db.query('update core.client set responsible_id = null where id = $1', [ada.id]);
    expect(await asAnna.get(`drafts/${ada.id}`)).toMatchObject({ status: 404, body: { code: 'client.not-found' } });
    expect(await keep('More', 1)).toMatchObject({ status: 404, body: { code: 'client.not-found' } });
  });

  it('goes when it was sent; the place must be one', async () => {
    await keep('Gone soon', null);
    expect((await asAnna.delete(`drafts/${ada.id}`)).status).toBe(204);
    expect(await asAnna.get(`drafts/${ada.id}`)).toMatchObject({ status: 200, body: { kept: null } });
    expect((await asAnna.get('drafts/somewhere')).status).toBe(400);
    const nowhere = { clientId: ada.id, conversationId: randomUUID(), base: null, draft: draft('x') };
    expect(await asAnna.put(`drafts/${ada.id}.new`, nowhere)).toMatchObject({
      body: { code: 'conversation.not-found' },
    });
  });
});
