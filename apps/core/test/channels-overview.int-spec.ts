import { mailboxChanged } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aWhatsappNumber,
  eventually,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { OutagesTold } from '../src/channels/outages/outages-told.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Standing {
  id: string;
  light: string;
  code: string | null;
  waitingOut: number;
  waitingClients: number;
  lastInboundAt: string | null;
  since: string;
  outages: { beganAt: string; endedAt: string | null; code: string }[];
}

let core: TestCore;
let anna: SavedEmployee;
let admin: Caller;
let office: SavedChannel;
const callers = new Map<string, Caller>();

beforeAll(async () => {
  core = await aCore();
  await aCompany().saved(core.db);
  anna = await anEmployee('Anna').saved(core.db);
  admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
  callers.set('anna', await core.as(anna));
  callers.set('olga', await core.as(await anOwner().saved(core.db)));
  office = await aMailbox('office@company.test').saved(core.db);
});
afterAll(() => core.close());

let clock = Date.now() + 60_000;
const become = (
  code: string | null,
  state: 'online' | 'waiting' | 'connecting' = code === null ? 'online' : 'waiting',
) =>
  core.tell(mailboxChanged, {
    channelId: office.id,
    ...{ state, code, detail: null, progress: null, at: new Date((clock += 1_000)).toISOString() },
  });
const standing = async (id: string, who = admin): Promise<Standing> => {
  const { body } = await who.get('channel-overview');
  return (body.items as Standing[]).find((one) => one.id === id)!;
};

describe('a mailbox that stands still', () => {
  const told = async (): Promise<{ code: string; severity: string; details: object }[]> => {
    await core.app.get(OutagesTold, { strict: false }).tellSoon();
    const { items } = (await admin.get('alerts')).body as unknown as {
      items: { code: string; severity: string; details: object }[];
    };
    return items.filter(({ code }) => code === 'mail.mailbox-stopped');
  };
  const minutesAgo = (minutes: number) =>
    core.db.query(
      `update core.channel_outage set began_at = now() - make_interval(mins => $1) where ended_at is null and channel_id = $2`,
      [minutes, office.id],
    );

  it('is told of once: soon where only a person can help, later where it may pass', async () => {
    await become('mail.password-refused');
    expect(await told()).toEqual([]);
    await minutesAgo(3);
    const details = { mailbox: 'office@company.test', reason: 'mail.password-refused' };
    expect(await told()).toMatchObject([{ severity: 'alarm', details }]);
    expect(await told()).toHaveLength(1);
    const { items } = (await admin.get('notices')).body as unknown as { items: { alert: { code: string } | null }[] };
    expect(items).toMatchObject([{ alert: { code: 'mail.mailbox-stopped' } }]);
    await become(null);
    await become('mail.timeout');
    await minutesAgo(10);
    expect(await told()).toHaveLength(1);
    await minutesAgo(30);
    expect(await told()).toHaveLength(2);
    await become(null);
    await core.db.query(`delete from core.channel_outage`);
  });

  it('is nobody’s business while it is off', async () => {
    const before = (await told()).length;
    await become('mail.password-refused');
    await minutesAgo(90);
    await core.db.query('update core.channel set enabled = false where id = $1', [office.id]);
    expect(await told()).toHaveLength(before);
    await core.db.query('update core.channel set enabled = true where id = $1', [office.id]);
    await become(null);
    await core.db.query(`delete from core.channel_outage`);
  });
});

describe('the page of all channels', () => {
  it('tells how each is, and when it was not', async () => {
    await become(null, 'connecting');
    expect(await standing(office.id)).toMatchObject({ kind: 'mailbox', light: 'working', code: null, outages: [] });
    await become('mail.server-away');
    await become('mail.password-refused');
    const bad = await standing(office.id);
    expect(bad).toMatchObject({ light: 'bad', code: 'mail.password-refused' });
    expect(bad.outages).toMatchObject([{ endedAt: null, code: 'mail.password-refused' }]);
    // Since it stopped working, not since another reason was told.
    expect(bad.since).toBe(bad.outages[0]!.beganAt);
    await become(null);
    const good = await standing(office.id);
    expect([good.light, good.outages.length]).toEqual(['good', 1]);
    expect(Date.parse(good.outages[0]!.endedAt!)).toBeGreaterThanOrEqual(Date.parse(good.outages[0]!.beganAt));
    await become('mail.timeout');
    expect((await standing(office.id)).outages).toHaveLength(2);
    // By choice it is no outage.
    await core.db.query('update core.channel set enabled = false where id = $1', [office.id]);
    const off = await standing(office.id);
    expect([off.light, off.code, off.outages.filter(({ endedAt }) => endedAt === null)]).toEqual(['off', null, []]);
    await core.db.query('update core.channel set enabled = true where id = $1', [office.id]);
    await become(null);
  });

  it('a linked WhatsApp number works once it is ready', async () => {
    const number = await aWhatsappNumber().byDevice().saved(core.db);
    const lightAs = async (state: string) => {
      await core.db.query('update core.channel set state = $2 where id = $1', [number.id, state]);
      return (await standing(number.id)).light;
    };
    expect([await lightAs('syncing'), await lightAs('ready')]).toEqual(['working', 'good']);
    await core.db.query('update core.channel set enabled = false where id = $1', [number.id]);
  });

  it('forgets what is older than its month', async () => {
    await core.db.query(
      `insert into core.channel_outage (channel_id, began_at, ended_at, code)
       values ($1, now() - interval '40 days', now() - interval '39 days', 'mail.old'), ($1, now() - interval '100 days', now() - interval '99 days', 'mail.older')`,
      [office.id],
    );
    expect((await standing(office.id)).outages.map(({ code }) => code)).not.toContain('mail.old');
    await become('mail.timeout');
    await become(null);
    const kept = await core.db.query<{ code: string }>(
      `select code from core.channel_outage where code like 'mail.old%'`,
    );
    expect(kept).toEqual([{ code: 'mail.old' }]);
  });

  it('counts what waits there, over all cards, for whoever sees channels', async () => {
    const card = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    const letter = await aKeptLetter('ada@example.test', 'Offer').on(card).through(office).saved(core.db);
    await core.db.query('update core.conversation set waiting_since = now() where id = $1', [letter.conversationId]);
    await eventually(async () => expect((await standing(office.id)).waitingClients).toBe(1));
    const message = { medium: 'email', channelId: office.id, subject: 'Else', text: 'Good day' };
    expect((await callers.get('anna')!.post(`clients/${card.id}/messages`, message)).status).toBe(202);
    expect(await standing(office.id)).toMatchObject({ waitingOut: 1 });
    expect((await standing(office.id, callers.get('anna'))).waitingOut).toBe(1);
    expect((await core.stranger.get('channel-overview')).status).toBe(401);
  });

  it('tells of our own ports, also when the mail role does not answer', async () => {
    core.mail.doors = [
      { door: 'receiver', host: '0.0.0.0', port: 25, code: null, lastAt: '2026-11-27T08:00:00.000Z' },
      { door: 'submission', host: '0.0.0.0', port: null, code: 'mail.receive-port-taken', lastAt: null },
    ];
    expect(await standing('receiver')).toMatchObject({
      ...{ kind: 'receiver', address: '0.0.0.0:25', light: 'good', lastInboundAt: '2026-11-27T08:00:00.000Z' },
    });
    expect(await standing('submission')).toMatchObject({ light: 'bad', code: 'mail.receive-port-taken' });
    core.mail.doors = null;
    expect(await standing('receiver')).toMatchObject({ light: 'bad', code: 'bus.no-answer' });
    expect(await standing(office.id)).toMatchObject({ light: 'good' });
    core.mail.doors = [];
  });
});
