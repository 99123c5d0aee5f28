import { randomUUID } from 'node:crypto';
import { routeCall, type CallId } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  aNumber,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedTeam,
} from '#libs/testing';
import { Distributor } from '../src/routing/distribution/distributor.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

const dayMs = 86_400_000;
/** ISO 8601, by UTC, as the company's clock is here. */
const dayFrom = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const open = { timeZone: 'UTC', hours: [], holidays: [] };
const silent = { enabled: false, language: 'en', text: '' };
const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');

describe('holidays', () => {
  let core: TestCore;
  let [owner, annas] = [] as Caller[] as [Caller, Caller];
  let [office, help, line] = [] as SavedChannel[] as [SavedChannel, SavedChannel, SavedChannel];
  let sales: SavedTeam;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    await core.db.query(`update core.company set time_zone = 'UTC'`);
    sales = await aTeam('Sales').saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
    help = await aMailbox('help@company.test').saved(core.db);
    line = await aNumber().inTeam(sales).with({ hours: [], holidays: [], timeZone: 'UTC' }).saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    annas = await core.as(await anEmployee('Anna').inTeam(sales).saved(core.db));
  });
  beforeEach(() => core.db.query('delete from core.holiday'));
  afterAll(() => core.close());

  const add = (items: object[], channelIds: string[] | null = null, who = owner) =>
    who.post('holidays', { items, channelIds });
  const day = (name: string, firstDay: string, rest: object = {}) => ({ name, firstDay, lastDay: firstDay, ...rest });
  const file = (bytes: Buffer) =>
    owner.with({ 'content-type': 'application/octet-stream' }).call('POST', 'holidays/file', bytes);
  const closed = async () => {
    const { items } = (await owner.get('channel-hours')).body as {
      items: { channel: { id: string }; isOpen: boolean }[];
    };
    const names = new Map<string, string>([
      [office.id, 'office'],
      [help.id, 'help'],
      [line.id, 'line'],
    ]);
    return items
      .filter(({ isOpen }) => !isOpen)
      .map(({ channel }) => names.get(channel.id))
      .sort();
  };
  const listed = async () =>
    ((await owner.get('holidays')).body.items as { name: string; next: string | null }[]).map(({ name, next }) => [
      name,
      next,
    ]);

  it('close every channel, or those that are named, on all of their days', async () => {
    expect(await closed()).toEqual([]);
    expect((await add([day('Today', dayFrom(0))])).status).toBe(201);
    expect(await closed()).toEqual(['help', 'line', 'office']);
    await core.db.query('delete from core.holiday');
    await add([day('Long', dayFrom(-3), { lastDay: dayFrom(1) })], [help.id]);
    await add([day('Tomorrow', dayFrom(1)), day('Yesterday', dayFrom(-1))]);
    expect(await closed()).toEqual(['help']);
  });

  it('come again every year, also over the turn of one, and never before the first', async () => {
    const years = (n: number) => `${new Date().getUTCFullYear() + n}${dayFrom(0).slice(4).replace('-02-29', '-02-28')}`;
    await add([day('Long ago', `${new Date().getUTCFullYear() - 4}${dayFrom(0).slice(4)}`, { yearly: true })]);
    expect([await closed(), await listed()]).toEqual([['help', 'line', 'office'], [['Long ago', dayFrom(0)]]]);
    await core.db.query('delete from core.holiday');
    await add([day('To come', years(2), { yearly: true }), day('Once', years(-1))]);
    expect([await closed(), await listed()]).toEqual([
      [],
      [
        ['To come', years(2)],
        ['Once', null],
      ],
    ]);
    const [row] = await core.db.query<{ turn: string[]; leap: string[] }>(
      `select array(select begins::text from core.holiday_begins(row(gen_random_uuid(), 'x', '2020-12-31', '2021-01-02', true, null, null, now())::core.holiday, '2027-01-01', '2027-12-31') begins) as turn,
         array(select begins::text from core.holiday_begins(row(gen_random_uuid(), 'x', '2020-02-29', '2020-02-29', true, null, null, now())::core.holiday, '2027-01-01', '2028-12-31') begins) as leap`,
    );
    expect(row).toEqual({ turn: ['2026-12-31', '2027-12-31'], leap: ['2027-02-28', '2028-02-29'] });
  });

  it('are what a call, and what a target go by', async () => {
    const rung = async () => {
      const callId = randomUUID() as CallId;
      const plan = await core.bus.ask(routeCall, {
        callId,
        channelId: line.id,
        from: null,
        at: new Date().toISOString(),
      });
      return plan.greeting?.name;
    };
    expect(await rung()).not.toBe('closed');
    await owner.put(`routing/teams/${sales.id}`, {
      ...{ enabled: false, mode: 'even', members: [], cap: null, answerMinutes: null, onlyHandlerWrites: null },
      ...{ firstAnswerMinutes: 60, nextAnswerMinutes: null, warnMinutes: 15 },
    });
    const card = await aClient('Ada').withEmail('ada@example.test').inTeam(sales).saved(core.db);
    const { conversationId } = await aKeptLetter('ada@example.test').on(card).through(office).saved(core.db);
    const answerBy = async () => {
      await core.app.get(Distributor, { strict: false }).distribute();
      return (await owner.get(`conversations/${conversationId}`)).body['answerBy'] as string;
    };
    await core.db.query(`update core.conversation set waiting_since = now() where id = $1`, [conversationId]);
    expect(Date.parse(await answerBy())).toBeLessThan(Date.now() + 61 * 60_000);
    const { body } = await add([day('Off', dayFrom(0), { lastDay: dayFrom(1) })]);
    expect([await rung(), await answerBy()]).toEqual(['closed', `${dayFrom(2)}T01:00:00.000Z`]);
    const [{ id }] = body['items'] as [{ id: string }];
    expect((await owner.put(`holidays/${id}`, { ...day('Off', dayFrom(0)), channelIds: [office.id] })).status).toBe(
      200,
    );
    expect([(await rung()) === 'closed', await answerBy()]).toEqual([false, `${dayFrom(1)}T01:00:00.000Z`]);
    expect((await owner.delete(`holidays/${id}`)).status).toBe(204);
    expect(Date.parse(await answerBy())).toBeLessThan(Date.now() + 61 * 60_000);
    const trail = await core.db.query<{ action: string }>(
      `select action from core.journal where kind = 'audit' and action like 'holiday%' order by at desc, seq desc limit 3`,
    );
    expect(trail.map(({ action }) => action)).toEqual(['holiday.removed', 'holiday.changed', 'holidays.added']);
  });

  it('show in a preview what a client would be told', async () => {
    await add([day('Off', dayFrom(0), { lastDay: dayFrom(1) })], [help.id]);
    const ask = (channelId: string) =>
      annas.post('channel-hours/preview', { opening: open, afterHours: silent, channelId });
    expect((await ask(help.id)).body).toMatchObject({ isOpen: false, opensAt: `${dayFrom(2)}T00:00:00.000Z` });
    expect((await ask(office.id)).body).toMatchObject({ isOpen: true, opensAt: null });
  });

  it('come out of a calendar, of which nothing is kept before it was chosen', async () => {
    await add([day('New Year', '2030-01-01')]);
    const text = calendar(
      ...['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20300101', 'SUMMARY:New year', 'END:VEVENT'],
      ...['BEGIN:VEVENT', 'UID:2', 'DTSTART;VALUE=DATE:20300107', 'RRULE:FREQ=YEARLY', 'SUMMARY:Різдво', 'END:VEVENT'],
    );
    const { status, body } = await file(Buffer.from(text));
    expect([status, body]).toEqual([
      200,
      {
        items: [
          { ...day('New year', '2030-01-01'), yearly: false, known: true },
          { ...day('Різдво', '2030-01-07'), yearly: true, known: false },
        ],
        leftOut: { timed: 0, past: 0 },
      },
    ]);
    expect(await listed()).toHaveLength(1);
    const again = [day('New Year', '2030-01-01'), day('Різдво', '2030-01-07', { yearly: true })];
    expect((await add(again)).body['items']).toHaveLength(2);
    expect((await file(Buffer.from('Dear Sir'))).body.code).toBe('holidays.file-unreadable');
    expect((await file(Buffer.alloc(300_001, 'x'))).body.code).toBe('holidays.file-too-large');
  });

  it('are refused where they are none, and to whoever does not keep channels', async () => {
    const wrong = async (items: object[], channelIds: string[] | null = null) =>
      (await add(items, channelIds)).body.code;
    expect(await wrong([day('x', '2030-02-30')])).toBe('request.invalid');
    expect(await wrong([{ ...day('x', '2030-02-02'), lastDay: '2030-02-01' }])).toBe('request.invalid');
    expect(await wrong([{ ...day('x', '2030-02-02'), lastDay: '2030-04-06' }])).toBe('request.invalid');
    expect(await wrong([day(' ', '2030-02-02')])).toBe('request.invalid');
    expect(await wrong([day('x', '2030-02-02')], [randomUUID()])).toBe('holidays.channel-unknown');
    const { body } = await add([day('a', '2030-02-02'), day('b', '2030-02-02')]);
    const [a, b] = body['items'] as [{ id: string }, { id: string }];
    expect((await owner.put(`holidays/${b.id}`, day('A', '2030-02-02'))).body.code).toBe('holiday.there-already');
    expect((await owner.put(`holidays/${a.id}`, day('A', '2030-02-02'))).status).toBe(200);
    expect((await owner.delete(`holidays/${randomUUID()}`)).body.code).toBe('holiday.not-found');
    expect((await add([day('x', '2030-02-02')], null, annas)).status).toBe(403);
  });
});
