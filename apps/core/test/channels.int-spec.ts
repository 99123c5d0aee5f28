import { mailboxChanged, type ChannelId } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import { aClient, aCompany, aMasterKey, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { CopyRulesRepository } from '../src/routing/copy-rules.repository.js';
import { aCore, EdgeModule, type Caller, type TestCore } from './a-core.js';

const secret = 'hunter2 hunter2';
const mailbox = (address: string, aliases: string[] = []) => ({
  name: 'Office',
  mailbox: {
    address,
    displayName: 'Company',
    aliases,
    imap: {
      host: 'imap.company.test',
      port: 993,
      security: 'tls',
      user: address,
      folders: ['INBOX'],
      sentFolder: null,
    },
    smtp: { host: 'smtp.company.test', port: 465, security: 'tls', user: address },
    backfillFrom: null,
    plusAddressing: true,
  },
  imapPassword: secret,
  smtpPassword: secret,
});

describe('channels', () => {
  let core: TestCore;
  let admin: Caller;
  let olga: SavedEmployee;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    olga = await anOwner().saved(core.db);
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
  });
  beforeEach(() => {
    core.mail.refuse = null;
    core.mail.saved.length = 0;
  });
  afterAll(() => core.close());

  const deliver = async (channelId: string, state: 'online' | 'waiting', at = new Date()) => {
    const body = {
      channelId: channelId as ChannelId,
      state,
      code: state === 'waiting' ? 'mail.password-refused' : null,
      detail: 'NO [AUTH]',
      progress: null,
      at: at.toISOString(),
    };
    await core.bus.publish([
      { id: crypto.randomUUID(), topic: mailboxChanged.topic, json: JSON.stringify(body), attempt: 0 },
    ]);
  };

  it('are told to the mail role with sealed passwords, which nobody is ever shown', async () => {
    const { status, body, text } = await admin.post('channels', mailbox('office@company.test'));
    expect([status, body['state'], body['enabled']]).toEqual([201, 'off', true]);
    const [told] = core.mail.saved;
    expect(told).toMatchObject({ channelId: body['id'], enabled: true, settings: { address: 'office@company.test' } });
    expect(aMasterKey().unsealText(told!.secrets.imapPassword!, 'mailbox-password')).toBe(secret);
    const everything = [text, JSON.stringify(told), JSON.stringify(core.lines), (await admin.get('channels')).text];
    const tables = await core.db.query<{ t: string }>(
      `select c::text as t from core.channel c union all select j::text from core.journal j`,
    );
    expect([...everything, ...tables.map(({ t }) => t)].filter((where) => where.includes('hunter2'))).toEqual([]);
  });

  it('show how they are reached only to those who manage them', async () => {
    const { id } = (await admin.get('channels')).body.items![0] as { id: string };
    await deliver(id, 'waiting');
    const employee = await core.as(await anEmployee('Anna').saved(core.db));
    const [seen] = (await employee.get('channels')).body.items as object[];
    expect(seen).toMatchObject({
      id,
      address: 'office@company.test',
      state: 'waiting',
      code: 'mail.password-refused',
      detail: null,
      mailbox: null,
    });
    expect((await admin.get(`channels/${id}`)).body).toMatchObject({
      detail: 'NO [AUTH]',
      mailbox: { imap: { host: 'imap.company.test' } },
    });
    expect((await employee.patch(`channels/${id}`, { enabled: false })).status).toBe(403);
  });

  it('ignore an older word about how they are', async () => {
    const { id } = (await admin.get('channels')).body.items![0] as { id: string };
    await deliver(id, 'online', new Date(Date.now() + 1_000));
    await deliver(id, 'waiting', new Date(Date.now() - 60_000));
    expect((await admin.get(`channels/${id}`)).body['state']).toBe('online');
  });

  it('cannot share an address, also not as an alias or in other letters', async () => {
    for (const again of [mailbox('OFFICE@company.test'), mailbox('new@company.test', ['Office@company.test'])]) {
      const { status, body } = await admin.post('channels', again);
      expect([status, body.code]).toEqual([409, 'channel.address-taken']);
    }
  });

  it('leave nothing behind when the mail role refuses, and can be tried again', async () => {
    core.mail.refuse = new UserError('mail.host-invalid');
    const refused = await admin.post('channels', mailbox('sales@company.test'));
    expect([refused.status, refused.body.code]).toEqual([400, 'mail.host-invalid']);
    expect((await admin.get('channels')).body.items).toHaveLength(1);
    core.mail.refuse = null;
    expect((await admin.post('channels', mailbox('sales@company.test'))).status).toBe(201);
    expect((await admin.get('channels')).body.items).toHaveLength(2);
  });

  it('are told again after silence, until the mail role holds what core says', async () => {
    core.mail.refuse = new OperationalError('bus.no-answer');
    const silent = await admin.post('channels', mailbox('archive@company.test'));
    expect([silent.status, silent.body.code]).toEqual([503, 'bus.no-answer']);
    expect((await admin.get('channels')).body.items).toHaveLength(2);
    core.mail.refuse = null;
    // The mail role may have saved it after all: it is told to keep it switched off.
    await eventually(
      () => expect(core.mail.saved).toMatchObject([{ enabled: false, settings: { address: 'archive@company.test' } }]),
      { withinMs: 10_000 },
    );
    await eventually(async () =>
      expect(await core.db.query('select from core.channel where in_doubt')).toHaveLength(0),
    );
    const { status, body } = await admin.post('channels', mailbox('archive@company.test'));
    expect([status, body['id']]).toEqual([201, core.mail.saved[0]!.channelId]);
  });

  it('keep what a change does not name', async () => {
    const { id } = (await admin.get('channels')).body.items![0] as { id: string };
    const team = (await (await core.as(olga)).post('teams', { name: 'Sales' })).body;
    await admin.patch(`channels/${id}`, { teamId: team['id'] });
    const { body } = await admin.patch(`channels/${id}`, { name: 'Renamed' });
    expect(body).toMatchObject({ name: 'Renamed', team: { name: 'Sales' }, enabled: true });
    expect(core.mail.saved.at(-1)!.secrets).toEqual({ imapPassword: null, smtpPassword: null });
    const off = await admin.patch(`channels/${id}`, { enabled: false });
    expect([off.body['enabled'], core.mail.saved.at(-1)!.enabled]).toEqual([false, false]);
  });

  it('are tried without being saved', async () => {
    const { name: _, ...trial } = mailbox('trial@company.test');
    const { body } = await admin.post('channels/test', trial);
    expect(body).toEqual({ checks: [{ step: 'imap.connect', ok: true, code: null, detail: null }], folders: [] });
    expect(core.mail.tested[0]!.secrets.smtpPassword).toMatch(/^v1:/);
    expect(core.mail.saved).toEqual([]);
  });

  it('have rules that copy their letters, each change on record', async () => {
    const owner = await core.as(olga);
    const [{ id: channelId }, { id: other }] = (await admin.get('channels')).body.items as [
      { id: ChannelId },
      { id: ChannelId },
    ];
    const always = (
      await owner.post('copy-rules', { direction: 'both', target: 'address', address: 'archive@elsewhere.test' })
    ).body;
    const ofOne = (await owner.post('copy-rules', { channelId, direction: 'inbound', target: 'responsible' })).body;
    const repository = new CopyRulesRepository();
    const rulesFor = async (id: ChannelId, direction: 'inbound' | 'outbound') =>
      (await core.db.uow('core').run((tx) => repository.rulesFor(tx, [id], direction))).map((rule) => rule.id);
    expect(await rulesFor(channelId, 'inbound')).toEqual([always['id'], ofOne['id']]);
    expect(await rulesFor(channelId, 'outbound')).toEqual([always['id']]);
    expect(await rulesFor(other, 'inbound')).toEqual([always['id']]);
    expect((await owner.delete(`copy-rules/${String(ofOne['id'])}`)).status).toBe(204);
    expect((await owner.delete(`copy-rules/${String(ofOne['id'])}`)).body.code).toBe('copy-rule.not-found');
    expect(await rulesFor(channelId, 'inbound')).toEqual([always['id']]);
    const actions = await core.db.query<{ action: string }>(
      `select action from core.journal where subject_id = $1 order by at, seq`,
      [ofOne['id']],
    );
    expect(actions.map(({ action }) => action)).toEqual(['copy-rule.created', 'copy-rule.ended']);
    const wrong = await owner.post('copy-rules', { direction: 'both', target: 'address' });
    expect([wrong.status, wrong.body['errors']]).toEqual([
      400,
      [{ path: 'address', message: 'goes with the target "address"' }],
    ]);
  });

  it("copy nothing to a client's address", async () => {
    const owner = await core.as(olga);
    await aClient().withEmail('ada@client.test').saved(core.db);
    const rule = { direction: 'both', target: 'address', address: 'Ada@client.test' };
    const refused = await owner.post('copy-rules', rule);
    expect([refused.status, refused.body.code]).toEqual([422, 'copy-rule.address-is-a-clients']);
    expect(refused.text).not.toContain('ada@client.test');
    expect((await owner.post('copy-rules', { ...rule, address: 'adam@client.test' })).status).toBe(201);
  });
});
