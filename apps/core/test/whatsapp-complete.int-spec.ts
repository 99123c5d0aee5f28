import { randomUUID } from 'node:crypto';
import { retellWhatsapp, whatsappMessageReceived, whatsappTallied } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { aClient, aCompany, anEmployee, anOwner, aWhatsappNumber, eventually, type SavedChannel } from '#libs/testing';
import { MessageCaptureService } from '../src/conversations/messages/capture/message-capture.service.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aMessage, party } from './a-whatsapp-message.js';

describe('what WhatsApp has, held against what is here', () => {
  let core: TestCore;
  let owner: Caller;
  let office: SavedChannel;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    office = await aWhatsappNumber().byDevice().saved(core.db);
  });
  afterAll(() => core.close());

  const hour = (n: number) => new Date(Date.UTC(2025, 10, 25, n)).toISOString();
  const tally = (messageIds: string[], n: number) =>
    core.tell(whatsappTallied, { channelId: office.id, from: hour(n), to: hour(n + 1), messageIds, at: hour(n + 1) });
  const asked = async (): Promise<string[][]> =>
    (
      await core.db.query<{ ids: string[] }>(
        `select body -> 'messageIds' as ids from core.outbox where topic = $1 order by seq`,
        [retellWhatsapp.topic],
      )
    ).map(({ ids }) => ids);
  const gaps = async () =>
    ((await owner.get('alerts')).body.items as { code: string; details: unknown }[]).filter(
      ({ code }) => code === 'whatsapp.gap',
    );
  const figures = async (caller = owner, period = '') =>
    (await caller.get(`whatsapp/numbers/${office.id}/completeness${period}`)).body;

  it('asks once more for what is missing, and raises an alert for what the next count misses too', async () => {
    const [here, late] = [
      aMessage(office.id, '380501000001', { text: 'here' }),
      aMessage(office.id, '380501000001', { text: 'late' }),
    ];
    await core.tell(whatsappMessageReceived, here);
    await tally([here.messageId, late.messageId, 'lost'], 9);
    expect(await asked()).toEqual([[late.messageId, 'lost']]);
    expect(await gaps()).toEqual([]);
    expect(await figures()).toEqual({ rows: [{ from: hour(9), to: hour(10), expected: 3, missing: 2 }] });

    await core.tell(whatsappMessageReceived, late);
    await tally([here.messageId, late.messageId, 'lost', 'new'], 10);
    expect((await asked()).at(-1)).toEqual(['lost', 'new']);
    expect(await gaps()).toMatchObject([
      { details: { channelId: office.id, name: '+380440000001', missing: 1, from: hour(10), to: hour(11) } },
    ]);
    await tally(['lost', 'new'], 11);
    expect(await gaps()).toHaveLength(1);
    expect(await figures(owner, `?from=${hour(10)}&to=${hour(11)}`)).toEqual({
      rows: [{ from: hour(10), to: hour(11), expected: 4, missing: 2 }],
    });
  });

  it('says nothing where nothing is missing, and counts the same time again as it is now', async () => {
    const before = (await asked()).length;
    const message = aMessage(office.id, '380501000002', { text: 'x' });
    await tally([message.messageId], 20);
    await core.tell(whatsappMessageReceived, message);
    await tally([message.messageId], 20);
    expect(await asked()).toHaveLength(before + 1);
    const [row] = (await figures())['rows'] as unknown[];
    expect(row).toEqual({ from: hour(20), to: hour(21), expected: 1, missing: 0 });
  });

  it('shows the figures to whoever reads channels, of numbers that are there', async () => {
    const employee = await core.as(await anEmployee().saved(core.db));
    expect(Array.isArray((await figures(employee))['rows'])).toBe(true);
    expect((await owner.get(`whatsapp/numbers/${randomUUID()}/completeness`)).body.code).toBe(
      'whatsapp-number.not-found',
    );
  });
});

describe('a batch of messages', () => {
  let core: TestCore;
  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
  });
  afterAll(() => core.close());

  /** Of half of whom there is a card, and of all of whom it is news that they have two ids; every tenth carries a file. */
  const batch = async (channel: SavedChannel, size: number, series: number) => {
    const messages = [];
    for (let n = 0; n < size; n++) {
      const number = `38067${series}${String(n).padStart(5, '0')}0`;
      if (n % 2 === 0) await aClient().withPhone(`+${number}`).saved(core.db);
      const media = { type: 'image/jpeg', name: null, size: 3, durationMs: null };
      const who = party(`${number}7@lid`, { phone: `+${number}` });
      messages.push(aMessage(channel.id, who, n % 10 === 0 ? { kind: 'image', media } : { text: `word ${n}` }));
    }
    return messages;
  };

  it('needs the same number of statements for one and for a hundred', async () => {
    const channel = await aWhatsappNumber('+380440000009').byDevice().saved(core.db);
    const [capture, uow] = [
      core.app.get(MessageCaptureService, { strict: false }),
      core.app.get(UnitOfWork, { strict: false }),
    ];
    const count = async (size: number, series: number) => {
      const messages = await batch(channel, size, series);
      let statements = 0;
      await uow.run((tx: Tx) => {
        const query = tx.query.bind(tx);
        tx.query = (sql: string, parameters?: readonly unknown[]) => {
          statements++;
          return query(sql, parameters);
        };
        return capture.store(tx, messages);
      });
      return statements;
    };
    // Of one remembered card each an entry of the journal, which travels with the commit and is no statement here.
    const one = await count(1, 1);
    expect(await count(100, 2)).toBe(one);
    expect(one).toBeLessThanOrEqual(26);
    await eventually(async () => {
      const [row] = await core.db.query<{ n: number }>('select count(*)::int as n from core.message');
      expect(row!.n).toBe(101);
    });
  });
});
