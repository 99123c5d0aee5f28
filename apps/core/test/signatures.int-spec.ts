import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { simpleParser } from 'mailparser';
import { EvidenceStore } from '#libs/evidence';
import { aCore, type Caller, type TestCore } from './a-core.js';

let core: TestCore;
let sales: SavedTeam;
let office: SavedChannel;
let help: SavedChannel;
let anna: SavedEmployee;
let card: SavedClient;
const callers = new Map<string, Caller>();
const as = (name: 'olga' | 'maria' | 'anna' | 'boris' | 'admin'): Caller => callers.get(name)!;

beforeAll(async () => {
  core = await aCore();
  await aCompany('Lamps').saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  help = await aMailbox('help@company.test').saved(core.db);
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
  card = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
});
beforeEach(async () => {
  await core.db.query('delete from core.signature');
  await core.db.query('delete from core.signature_policy');
});
afterAll(() => core.close());

const say = (who: Caller, of: string, text: string, rest: object = {}) => who.put('signatures', { of, text, ...rest });
const under = async (who: Caller, channelId?: string) => {
  const { body } = await who.get(`signatures/mine${channelId === undefined ? '' : `?channelId=${channelId}`}`);
  return (body['signature'] as { text: string } | null)?.text ?? null;
};
const listed = async (who: Caller) =>
  ((await who.get('signatures')).body.items as { of: string; text: string; mine: boolean }[]).map(
    ({ of, text, mine }) => `${of} ${text}${mine ? ' mine' : ''}`,
  );
const send = async (rest: object = {}) => {
  const message = { medium: 'email', channelId: office.id, subject: 'Offer', text: 'Good day', ...rest };
  const { body } = await as('anna').post(`clients/${card.id}/messages`, message);
  const bytes = await core.app.get(EvidenceStore, { strict: false }).read(body['evidenceSha256'] as never, 1e8);
  return { body, letter: await simpleParser(bytes) };
};

describe('whose signature it is', () => {
  it('is said by whoever it is for, seen by whoever it may stand for', async () => {
    expect((await say(as('anna'), 'me', 'Anna’s')).status).toBe(200);
    expect((await say(as('maria'), 'team', 'Sales’', { teamId: sales.id })).status).toBe(200);
    expect((await say(as('olga'), 'channel', 'Office’s', { channelId: office.id })).status).toBe(200);
    expect((await say(as('olga'), 'company', 'Company’s')).status).toBe(200);
    expect(await listed(as('anna'))).toEqual([
      'me Anna’s mine',
      'channel Office’s',
      'team Sales’',
      'company Company’s',
    ]);
    expect(await listed(as('boris'))).toEqual(['channel Office’s', 'company Company’s']);
    expect(await listed(as('olga'))).toEqual(['channel Office’s mine', 'team Sales’ mine', 'company Company’s mine']);
    const forbidden = (of: string) => ({ status: 403, body: { code: 'signature.forbidden', details: { of } } });
    expect(await say(as('anna'), 'company', 'x')).toMatchObject(forbidden('company'));
    expect(await say(as('anna'), 'team', 'x', { teamId: sales.id })).toMatchObject(forbidden('team'));
    expect(await say(as('maria'), 'channel', 'x', { channelId: office.id })).toMatchObject(forbidden('channel'));
    const other = await aTeam('Other').saved(core.db);
    expect(await say(as('maria'), 'team', 'x', { teamId: other.id })).toMatchObject(forbidden('team'));
    expect(await say(as('olga'), 'team', 'x')).toMatchObject({ status: 404, body: { code: 'team.not-found' } });
    expect((await say(as('admin'), 'me', 'x')).status).toBe(403);
  });

  it('is one of each; it is thrown away by whoever keeps it, and the journal tells', async () => {
    const first = (await say(as('anna'), 'me', 'One')).body['id'] as string;
    const second = await say(as('anna'), 'me', 'Two');
    expect([second.body['id'], await listed(as('anna'))]).toEqual([first, ['me Two mine']]);
    const company = (await say(as('olga'), 'company', 'Company’s')).body['id'] as string;
    expect(await as('olga').delete(`signatures/${first}`)).toMatchObject({
      status: 404,
      body: { code: 'signature.not-found' },
    });
    expect((await as('anna').delete(`signatures/${company}`)).status).toBe(403);
    expect((await as('anna').delete(`signatures/${first}`)).status).toBe(204);
    const trail = await core.db.query<{ action: string }>(
      `select action from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
      [first],
    );
    expect(trail.map(({ action }) => action)).toEqual(['signature.changed', 'signature.changed', 'signature.deleted']);
  });

  it('needs words, and braces that somebody can fill', async () => {
    expect(await say(as('anna'), 'me', '  ')).toMatchObject({ status: 400, body: { code: 'signature.words-missing' } });
    expect(await say(as('anna'), 'me', '', { html: '<script>x</script>' })).toMatchObject({ status: 400 });
    expect(await say(as('anna'), 'me', '{{me.nmae}} {{own}}')).toMatchObject({
      status: 422,
      body: { code: 'signature.variables-unknown', details: { names: 'me.nmae, own' } },
    });
    const { body } = await say(as('anna'), 'me', '', { html: '<p onclick="x()"><b>Anna</b></p>' });
    expect(body).toMatchObject({ text: 'Anna', html: '<p><b>Anna</b></p>' });
  });
});

describe('what stands under a letter', () => {
  it('is the most specific one', async () => {
    expect(await under(as('anna'), office.id)).toBeNull();
    await say(as('olga'), 'company', 'Company’s {{channel.address}}');
    expect(await under(as('anna'), office.id)).toBe('Company’s office@company.test');
    await say(as('maria'), 'team', 'Sales’', { teamId: sales.id });
    expect([await under(as('anna')), await under(as('boris'), office.id)]).toEqual([
      'Sales’',
      'Company’s office@company.test',
    ]);
    // Of no mailbox there is no address, and with it the line says nothing.
    expect(await under(as('boris'))).toBeNull();
    await say(as('olga'), 'channel', 'Help’s', { channelId: help.id });
    expect([await under(as('anna'), help.id), await under(as('anna'), office.id)]).toEqual(['Help’s', 'Sales’']);
    await say(as('anna'), 'me', 'Anna’s');
    expect([await under(as('anna'), help.id), await under(as('boris'), help.id)]).toEqual(['Anna’s', 'Help’s']);
  });

  it('has an employee’s own within the company’s, or not at all, as the owner decides', async () => {
    await say(as('anna'), 'me', 'Own words');
    await say(as('olga'), 'company', '{{me.name}}\n{{own}}\n{{company.name}}');
    expect((await as('anna').put('signatures/policy', { own: 'never' })).status).toBe(403);
    await as('olga').put('signatures/policy', { own: 'within' });
    expect([await under(as('anna')), await under(as('boris'))]).toEqual([
      'Anna Kovalenko\nOwn words\nLamps',
      'Boris\nLamps',
    ]);
    await say(as('olga'), 'company', '{{company.name}}');
    expect(await under(as('anna'))).toBe('Own words\nLamps');
    await as('olga').put('signatures/policy', { own: 'never' });
    expect(await under(as('anna'))).toBe('Lamps');
  });

  it('says of its employee what whoever manages people has said', async () => {
    await say(as('olga'), 'company', '{{me.name}}, {{me.title}}\nTel. {{me.phone}}');
    expect(await under(as('anna'))).toBe('Anna Kovalenko');
    await as('olga').patch(`employees/${anna.employeeId}`, { title: 'Sales', phone: '+380 44 555 01 03' });
    expect(await under(as('anna'))).toBe('Anna Kovalenko, Sales\nTel. +380 44 555 01 03');
    await as('olga').patch(`employees/${anna.employeeId}`, { title: null, phone: null });
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'employee.changed' order by at, seq limit 1`,
    );
    expect(entry!.body).toMatchObject({ title: 'Sales', phone: 'changed' });
  });

  it('is shown before it is kept', async () => {
    await say(as('olga'), 'company', 'Frame\n{{own}}');
    await as('olga').put('signatures/policy', { own: 'within' });
    const preview = { of: 'me', text: '{{me.name}}\n{{me.title}}' };
    expect((await as('anna').post('signatures/preview', preview)).body).toEqual({
      ...{ text: 'Frame\nAnna Kovalenko', html: null, missing: ['me.title'] },
    });
    const team = {
      of: 'team',
      teamId: sales.id,
      text: '<x>',
      html: '<p>{{company.name}}<img src="https://spy.test"></p>',
    };
    expect((await as('maria').post('signatures/preview', team)).body).toMatchObject({
      html: '<p>Lamps</p>',
      missing: [],
    });
    expect(await listed(as('anna'))).toEqual(['company Frame\n{{own}}']);
  });
});

describe('a letter', () => {
  it('goes with it, and nobody finds the letter by it', async () => {
    await say(as('olga'), 'company', '{{me.name}}\n{{company.name}} Wonderful');
    const { body, letter } = await send();
    expect(letter.text).toBe('Good day\n\n-- \nAnna Kovalenko\nLamps Wonderful\n');
    expect(letter.html).toBe(false);
    expect(body).toMatchObject({ text: 'Good day\n\n-- \nAnna Kovalenko\nLamps Wonderful', hasHtml: false });
    const [kept] = await core.db.query<{ good: boolean; wonderful: boolean }>(
      `select lexemes @@ 'good'::tsquery or lexemes @@ 'day'::tsquery as good, lexemes::text like '%wonder%' as wonderful
       from core.interaction_content where interaction_id = $1`,
      [body['id']],
    );
    expect(kept).toEqual({ good: true, wonderful: false });
  });

  it('is marked up where it is, goes without where its writer says so, and never has it twice', async () => {
    await say(as('olga'), 'company', 'Lamps', { html: '<b>{{company.name}}</b>' });
    const { letter } = await send({ text: 'Good <day>' });
    expect(letter.text).toBe('Good <day>\n\n-- \nLamps');
    expect(letter.html).toContain('Good &lt;day&gt;');
    expect(letter.html).toContain('<b>Lamps</b>');
    expect((await send({ signature: false })).letter.text).toBe('Good day\n');
    expect((await send({ text: 'Good day\n\nLamps' })).letter.text).toBe('Good day\n\nLamps\n');
  });

  it('has the company’s picture inside it, before what is attached, and none from elsewhere', async () => {
    const bytes = 'application/octet-stream';
    await say(as('olga'), 'company', '{{company.logo}}\n{{company.name}}');
    const preview = { of: 'company', text: '{{company.logo}}\n{{company.name}}' };
    expect((await as('olga').post('signatures/preview', preview)).body).toEqual({
      ...{ text: 'Lamps', html: null, missing: ['company.logo'] },
    });
    expect((await send()).letter.attachments).toEqual([]);
    expect((await as('olga').with({ 'content-type': bytes }).call('PUT', 'company/logo', png(440, 112))).status).toBe(
      200,
    );
    const picture = '<img src="cid:company-logo@signature" alt="Lamps" width="220" height="56" />';
    expect((await as('olga').post('signatures/preview', preview)).body).toMatchObject({
      ...{ text: 'Lamps', html: expect.stringContaining(picture) as string, missing: [] },
    });
    const upload = await as('anna')
      .with({ 'content-type': bytes })
      .call('POST', 'uploads?name=a.txt&type=text/plain', Buffer.from('attached'));
    const { body, letter } = await send({ attachmentIds: [upload.body['id']] });
    expect(letter.text).toBe('Good day\n\n-- \nLamps');
    expect(letter.attachments.map(({ cid, related, filename }) => [cid, related === true, filename])).toEqual([
      ['company-logo@signature', true, 'logo.png'],
      [undefined, false, 'a.txt'],
    ]);
    expect(letter.attachments[0]!.content.equals(png(440, 112))).toBe(true);
    expect(body['attachments']).toMatchObject([
      { n: 0, inline: true, contentId: 'company-logo@signature', type: 'image/png', size: png(440, 112).length },
      { n: 1, inline: false, name: 'a.txt' },
    ]);
    // Also for whoever sees no addresses, in whose text everything that looks like one is masked.
    expect((await as('anna').get(`interactions/${body['id'] as string}/body`)).body['html']).toContain(picture);
    const file = await as('anna').get(`interactions/${body['id'] as string}/attachments/1`);
    expect(file.text).toBe('attached');
    expect((await send({ signature: false })).letter.attachments).toEqual([]);
    expect((await say(as('olga'), 'company', '{{company.logo}}')).body.code).toBe('signature.words-missing');
    await as('olga').delete('company/logo');
  });

  it('that leads away by its writer’s own words below it is asked about; the company’s own number is not', async () => {
    const policy = (await as('olga').get('protection/policy')).body;
    await as('olga').put('protection/policy', { ...policy, outgoing: 'warn' });
    await say(as('olga'), 'company', 'Tel. +380 44 555 01 03');
    const message = { medium: 'email', channelId: office.id, subject: 'Offer', text: 'Good day' };
    expect((await as('anna').post(`clients/${card.id}/messages`, message)).status).toBe(202);
    await say(as('anna'), 'me', 'Write to t.me/anna_private');
    expect(await as('anna').post(`clients/${card.id}/messages`, message)).toMatchObject({
      status: 409,
      body: { code: 'protection.warned' },
    });
    expect((await as('anna').post(`clients/${card.id}/messages`, { ...message, signature: false })).status).toBe(202);
  });
});

/** A PNG's head with these sides; whoever only looks at its size reads no more of it. */
function png(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008060000001f15c489', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return Buffer.concat([head, Buffer.from('0000000a49444154789c6300010000050001', 'hex'), Buffer.alloc(64)]);
}
