import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

let core: TestCore;
let sales: SavedTeam;
let anna: SavedEmployee;
const callers = new Map<string, Caller>();
const as = (name: 'olga' | 'maria' | 'anna' | 'boris' | 'admin'): Caller => callers.get(name)!;

beforeAll(async () => {
  core = await aCore();
  await aCompany('Company').saved(core.db);
  await aMailbox('office@company.test').saved(core.db);
  sales = await aTeam('Sales').saved(core.db);
  anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
  const people = {
    olga: await anOwner().saved(core.db),
    maria: await anEmployee('Maria').as('manager').inTeam(sales).saved(core.db),
    anna,
    boris: await anEmployee('Boris').saved(core.db),
    admin: await anEmployee('Admin').as('administrator').saved(core.db),
  };
  for (const [name, who] of Object.entries(people)) callers.set(name, await core.as(who));
});
beforeEach(() => core.db.query('delete from core.response'));
afterAll(() => core.close());

const words = (rest: object = {}) => ({ of: 'me', shortcut: 'hello', title: 'Greeting', text: 'Good day', ...rest });
const listed = async (who: Caller, query = ''): Promise<string[]> => {
  const { body } = await who.get(`responses?limit=100${query}`);
  return (body.items as { title: string }[]).map(({ title }) => title);
};
const upload = async (who: Caller, name: string, bytes = 'bytes of it'): Promise<string> => {
  const { body } = await who
    .with({ 'content-type': 'application/pdf' })
    .call('POST', `uploads?name=${name}&type=application/pdf`, bytes);
  return body['id'] as string;
};

describe('words kept ready', () => {
  it('are their owner’s, a team’s or the company’s, and seen by nobody else', async () => {
    await as('anna').post('responses', words({ title: 'Anna’s' }));
    await as('maria').post('responses', words({ title: 'Sales’', of: 'team', teamId: sales.id }));
    await as('olga').post('responses', words({ title: 'Company’s', of: 'company' }));
    expect(await listed(as('anna'))).toEqual(['Anna’s', 'Company’s', 'Sales’']);
    expect(await listed(as('boris'))).toEqual(['Company’s']);
    expect(await listed(as('olga'))).toEqual(['Company’s', 'Sales’']);
    expect((await as('admin').get('responses')).status).toBe(403);
    const { body } = await as('anna').get('responses');
    expect(
      (body.items as { title: string; of: string; mine: boolean }[]).map((one) => [one.title, one.of, one.mine]),
    ).toEqual([
      ['Anna’s', 'me', true],
      ['Company’s', 'company', false],
      ['Sales’', 'team', false],
    ]);
  });

  it('of a team are kept by its head, of the company by the owner; another’s own are not there', async () => {
    const forbidden = (of: string) => ({ status: 403, body: { code: 'response.forbidden', details: { of } } });
    expect(await as('anna').post('responses', words({ of: 'company' }))).toMatchObject(forbidden('company'));
    expect(await as('anna').post('responses', words({ of: 'team', teamId: sales.id }))).toMatchObject(
      forbidden('team'),
    );
    expect(await as('maria').post('responses', words({ of: 'company' }))).toMatchObject(forbidden('company'));
    const other = await aTeam('Other').saved(core.db);
    expect(await as('maria').post('responses', words({ of: 'team', teamId: other.id }))).toMatchObject(
      forbidden('team'),
    );
    expect(await as('olga').post('responses', words({ of: 'team' }))).toMatchObject({ status: 404 });
    const mine = (await as('anna').post('responses', words())).body['id'] as string;
    expect(await as('olga').patch(`responses/${mine}`, { title: 'x' })).toMatchObject({ status: 404 });
    expect(await as('olga').delete(`responses/${mine}`)).toMatchObject({ status: 404 });
    const theirs = (await as('olga').post('responses', words({ of: 'company' }))).body['id'] as string;
    expect(await as('anna').patch(`responses/${theirs}`, { title: 'x' })).toMatchObject(forbidden('company'));
    expect(await as('anna').delete(`responses/${theirs}`)).toMatchObject(forbidden('company'));
    expect((await as('anna').patch(`responses/${mine}`, { title: 'Changed' })).body).toMatchObject({
      title: 'Changed',
      text: 'Good day',
    });
    expect((await as('anna').delete(`responses/${mine}`)).status).toBe(204);
    expect(await listed(as('anna'))).toEqual(['Greeting']);
    const trail = await core.db.query<{ action: string }>(
      `select action from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
      [mine],
    );
    expect(trail.map(({ action }) => action)).toEqual(['response.created', 'response.changed', 'response.deleted']);
  });

  it('answer to one shortcut once in each language', async () => {
    const first = await as('anna').post('responses', words({ shortcut: 'Привіт' }));
    expect(first.body).toMatchObject({ shortcut: 'привіт' });
    expect(await as('anna').post('responses', words({ shortcut: 'привіт' }))).toMatchObject({
      status: 409,
      body: { code: 'response.shortcut-taken' },
    });
    const second = await as('anna').post('responses', words({ shortcut: 'привіт', language: 'uk' }));
    expect(second.status).toBe(201);
    expect(
      await as('anna').patch(`responses/${second.body['id'] as string}`, { language: null, shortcut: 'привіт' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'response.shortcut-taken' },
    });
    for (const shortcut of ['two words', '', '/x', 'x'.repeat(41)])
      expect((await as('anna').post('responses', words({ shortcut }))).status).toBe(400);
  });

  it('are found by how the shortcut begins and by what they say; what is taken most comes first, page by page', async () => {
    const made: string[] = [];
    for (const [shortcut, title, text] of [
      ['price', 'A price list', 'Here it is'],
      ['thanks', 'Thanks', 'Thank you, 100 %'],
      ['bye', 'Parting', 'Good bye'],
    ])
      made.push((await as('anna').post('responses', words({ shortcut, title, text }))).body['id'] as string);
    expect(await listed(as('anna'), '&q=pri')).toEqual(['A price list']);
    expect(await listed(as('anna'), '&q=BYE')).toEqual(['Parting']);
    expect(await listed(as('anna'), '&q=%25')).toEqual(['Thanks']);
    const card = await aClient('Ada').assignedTo(anna).saved(core.db);
    await as('anna').post(`responses/${made[1]}/take`, { clientId: card.id, medium: 'email' });
    const first = (await as('anna').get('responses?limit=2')).body;
    expect(
      (first.items as { title: string; usedByMe: number; used: number }[]).map((one) => [
        one.title,
        one.usedByMe,
        one.used,
      ]),
    ).toEqual([
      ['Thanks', 1, 1],
      ['A price list', 0, 0],
    ]);
    const next = (await as('anna').get(`responses?limit=2&cursor=${String(first['nextCursor'])}`)).body;
    expect(next).toMatchObject({ items: [{ title: 'Parting' }], nextCursor: null });
    const odd = Buffer.from(JSON.stringify(['x', 'y', 'z'])).toString('base64url');
    expect(await as('anna').get(`responses?cursor=${odd}`)).toMatchObject({
      status: 400,
      body: { code: 'page.cursor-invalid' },
    });
  });
});

describe('words that are taken', () => {
  const take = async (response: object, client: string, medium = 'email', kind: 'person' | 'company' = 'person') => {
    const { body } = await as('anna').post('responses', words(response));
    const made = aClient(client).assignedTo(anna);
    const card = await made.saved(core.db);
    await core.db.query('update core.client set kind = $2 where id = $1', [card.id, kind]);
    return (await as('anna').post(`responses/${body['id'] as string}/take`, { clientId: card.id, medium })).body;
  };

  it('have the client’s name in them, in a chat the chat’s words', async () => {
    const response = {
      subject: 'For {{client.name}}',
      text: 'Dear {{client.first-name}},\nyours {{me.first-name}}, {{company.name}}',
      chatText: 'Hi {{client.first-name}}!',
    };
    expect(await take(response, 'Ada Lovelace')).toEqual({
      ...{ subject: 'For Ada Lovelace', text: 'Dear Ada,\nyours Anna, Company' },
      ...{ missing: [], attachments: [] },
    });
    expect(await take({ ...response, shortcut: 'hi' }, 'Ada Lovelace', 'whatsapp')).toMatchObject({
      subject: '',
      text: 'Hi Ada!',
    });
  });

  it('tell what nobody knows, and no message goes with braces in it', async () => {
    const taken = await take({ text: 'Dear {{client.first-name}}' }, '+380 50 123 45 12');
    expect(taken).toMatchObject({ text: 'Dear {{client.first-name}}', missing: ['client.first-name'] });
    expect(
      await take({ text: 'Dear {{client.first-name}}', shortcut: 'dear' }, 'Greenhouse', 'email', 'company'),
    ).toMatchObject({
      missing: ['client.first-name'],
    });
    const card = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    const message = { medium: 'email', subject: 'Offer', text: taken['text'] };
    expect(await as('anna').post(`clients/${card.id}/messages`, message)).toMatchObject({
      status: 422,
      body: { code: 'message.variables-left', details: { names: 'client.first-name' } },
    });
    const answer = await as('anna').post(`clients/${card.id}/messages`, { ...message, text: 'Use {{user.name}} here' });
    expect(answer.status).toBe(202);
    expect(await as('anna').post('responses', words({ shortcut: 'x', text: '{{client.nmae}}' }))).toMatchObject({
      status: 422,
      body: { code: 'response.variables-unknown', details: { names: 'client.nmae' } },
    });
  });

  it('bring their files along, as often as they are taken', async () => {
    const kept = await as('anna').post('responses', words({ attachmentIds: [await upload(as('anna'), 'price.pdf')] }));
    expect(kept.body).toMatchObject({ files: [{ name: 'price.pdf', type: 'application/pdf', size: 11 }] });
    const id = kept.body['id'] as string;
    const card = await aClient('Ada').withEmail('ada.files@example.test').assignedTo(anna).saved(core.db);
    for (const n of [1, 2]) {
      const { attachments } = (await as('anna').post(`responses/${id}/take`, { clientId: card.id, medium: 'email' }))
        .body as {
        attachments?: { id: string }[];
      };
      const sent = await as('anna').post(`clients/${card.id}/messages`, {
        ...{ medium: 'email', subject: `Price ${n}`, text: 'Here', attachmentIds: attachments!.map((file) => file.id) },
      });
      expect(sent).toMatchObject({ status: 202, body: { attachments: [{ name: 'price.pdf', size: 11 }] } });
    }
    const more = await as('anna').patch(`responses/${id}`, {
      keepFiles: [],
      attachmentIds: [await upload(as('anna'), 'new.pdf')],
    });
    expect(more.body).toMatchObject({ files: [{ name: 'new.pdf' }] });
    expect(await as('boris').post(`responses/${id}/take`, { clientId: card.id, medium: 'email' })).toMatchObject({
      status: 404,
    });
  });

  it('are not taken for a card that somebody may not see', async () => {
    const { body } = await as('olga').post('responses', words({ of: 'company' }));
    const card = await aClient('Ada').assignedTo(anna).saved(core.db);
    expect(
      await as('boris').post(`responses/${body['id'] as string}/take`, { clientId: card.id, medium: 'email' }),
    ).toMatchObject({
      status: 404,
      body: { code: 'client.not-found' },
    });
  });
});
