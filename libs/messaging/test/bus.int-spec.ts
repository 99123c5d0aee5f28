import { randomUUID } from 'node:crypto';
import { Bug, OperationalError, UserError } from '#libs/errors';
import type { UnitOfWork } from '#libs/database';
import { openBus, OutboxRelay, type Bus, type Envelope } from '#libs/messaging';
import { aDatabase, eventually, silentLogger, type TestDatabase } from '#libs/testing';
import { hasRabbit, startRabbit, whyNoRabbit, type RabbitPeer } from '../../../test/peers/rabbitmq.js';
import { DiesAfterPublishing } from './dies-after-publishing.js';
import { aRole, counted, Desk, desk, nobodysAsk, noted, ordered, sum, type Role } from './office.js';

const log = silentLogger();
const named = (n: string) => ({ n });
const rabbitHere = await hasRabbit();
if (!rabbitHere) console.warn(`skipped: ${whyNoRabbit}`);

const buses = [
  { name: 'embedded', here: true, start: () => Promise.resolve(null) },
  { name: rabbitHere ? 'RabbitMQ' : `RabbitMQ (skipped: ${whyNoRabbit})`, here: rabbitHere, start: startRabbit },
];

describe.each(buses)('over the bus: $name', ({ name, here, start }) => {
  const test = here ? it : it.skip;
  let db: TestDatabase;
  let uow: UnitOfWork;
  let rabbit: RabbitPeer | null = null;
  let coreBus: Bus;
  let mailBus: Bus;
  let core: Role;
  let mail: Role;

  beforeAll(async () => {
    if (!here) return;
    [db, rabbit] = await Promise.all([aDatabase(), start()]);
    uow = db.uow('core');
    coreBus = openBus(rabbit?.url ?? null, log);
    // Over the broker each role has a connection of its own, as in a process of its own.
    mailBus = rabbit ? openBus(rabbit.url, log) : coreBus;
    core = await aRole('core', { bus: coreBus, uow, log });
    mail = await aRole('mail', { bus: mailBus, uow: db.uow('mail'), log });
    core.relay.start();
  }, 90_000);

  afterAll(async () => {
    if (!here) return;
    await core.relay.stop(1_000);
    await Promise.all([core.close(), mail.close()]);
    await Promise.all([coreBus.close(), mailBus.close()]);
    await Promise.all([db.close(), rabbit?.stop()]);
  }, 60_000);

  beforeEach(() => Object.assign(desk, new Desk()));

  const tell = (contract: typeof noted | typeof counted | typeof ordered, ...names: string[]) =>
    uow.run((tx) => core.outbox.addMany(tx, contract, names.map(named)));

  const parked = async () => {
    const [row] = await db.query<{ n: number }>(
      'select count(*)::int as n from core.outbox where parked_code is not null',
    );
    return row!.n + (await coreBus.health()).parked + (rabbit ? (await mailBus.health()).parked : 0);
  };

  test('an event reaches each of its consumers once, and a Date arrives as text', async () => {
    const seen: unknown[] = [];
    desk.core = async ({ body }) => void seen.push(['core', body]);
    desk.mail = async ({ body }) => void seen.push(['mail', body]);
    const at = new Date('2026-11-22T08:30:00Z');
    await uow.run((tx) => core.outbox.add(tx, noted, { n: 'a', at }));
    await eventually(() => expect(seen).toHaveLength(2));
    expect(seen.sort()).toEqual([
      ['core', { n: 'a', at: '2026-11-22T08:30:00.000Z' }],
      ['mail', { n: 'a', at: '2026-11-22T08:30:00.000Z' }],
    ]);
    await eventually(async () => expect(await db.query('select * from core.outbox')).toEqual([]));
  });

  test('a command reaches its one consumer', async () => {
    const seen: string[] = [];
    desk.orders = async ({ body }) => void seen.push(body.n);
    await tell(ordered, 'do it');
    await eventually(() => expect(seen).toEqual(['do it']));
  });

  test('a second consumer of a command is refused at the start', async () => {
    const second = { contract: ordered, as: 'core.orders-too', batch: null, handle: async () => {} };
    await expect(coreBus.attach({ role: 'core', consumers: [second], answerers: [] })).rejects.toMatchObject({
      code: 'bus.command-has-two-consumers',
    });
  });

  test('a handler that failed gets the message again, and is told how often it has failed', async () => {
    const attempts: number[] = [];
    desk.orders = async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 0) throw new OperationalError('server.away');
    };
    await tell(ordered, 'again');
    await eventually(() => expect(attempts).toEqual([0, 1]), { withinMs: 15_000 });
  });

  test('the failure of one role does not disturb another', async () => {
    const before = await parked();
    const coreSaw: string[] = [];
    const mailSaw: string[] = [];
    desk.core = async ({ body }) => void coreSaw.push(body.n);
    desk.mail = async ({ body }) => {
      mailSaw.push(body.n);
      if (body.n === 'broken') throw new Bug('cannot.ever');
    };
    await tell(noted, 'broken', 'fine');
    await eventually(() =>
      expect([coreSaw, mailSaw]).toEqual([
        ['broken', 'fine'],
        ['broken', 'fine'],
      ]),
    );
    await eventually(async () => expect(await parked()).toBe(before + 1));
    await tell(noted, 'later');
    await eventually(() => expect([coreSaw.at(-1), mailSaw.at(-1)]).toEqual(['later', 'later']));
    expect([coreSaw, mailSaw]).toEqual([
      ['broken', 'fine', 'later'],
      ['broken', 'fine', 'later'],
    ]);
  });

  test('what may pass is tried again by the role that failed, and by no other', async () => {
    const seen: string[] = [];
    desk.core = async () => void seen.push('core');
    desk.mail = async ({ attempt }) => {
      seen.push('mail');
      if (attempt === 0) throw new OperationalError('server.away');
    };
    await tell(noted, 'twice for mail');
    await eventually(() => expect(seen.filter((who) => who === 'mail')).toHaveLength(2), { withinMs: 15_000 });
    expect(seen.filter((who) => who === 'core')).toHaveLength(1);
  });

  test('a body that breaks its contract is refused where it is written', async () => {
    // As untyped code might: the number is not what the contract says.
    const wrong = { n: 7 } as unknown as { n: string };
    const writing = uow.run((tx) => core.outbox.add(tx, noted, wrong));
    await expect(writing).rejects.toMatchObject({
      kind: 'bug',
      code: 'contract.broken',
      details: { topic: 'test.noted.v1', problems: ['n: invalid_type'] },
    });
    expect(await db.query(`select * from core.outbox where topic = 'test.noted.v1' and parked_code is null`)).toEqual(
      [],
    );
  });

  test('a message that breaks its contract on the way is parked, not redelivered, and stops nobody', async () => {
    const before = await parked();
    const seen: string[] = [];
    desk.orders = async ({ body }) => void seen.push(body.n);
    await db.query(`insert into core.outbox (id, topic, body) values ($1, 'test.order.v1', '{"n":7}')`, [randomUUID()]);
    await tell(ordered, 'behind it');
    await eventually(() => expect(seen).toEqual(['behind it']));
    await eventually(async () => expect(await parked()).toBe(before + 1));
  });

  test('parked messages are a matter for health', async () => {
    await core.relay.stop(1_000);
    core.relay.start();
    const checks = [await core.health.report(), await mail.health.report()].map((r) => r.checks['messaging']!);
    expect(checks.map((check) => check.code)).toContain(rabbit ? 'bus.parked' : 'outbox.parked');
  });

  test('a batch with a poison message harms only the poison', async () => {
    const before = await parked();
    const seen: string[] = [];
    const sizes: number[] = [];
    desk.counts = async (batch) => {
      sizes.push(batch.length);
      if (batch.some(({ body }) => body.n === 'poison')) throw new Bug('indigestible');
      seen.push(...batch.map(({ body }) => body.n));
    };
    await tell(counted, 'a', 'b', 'poison', 'c', 'd');
    await eventually(() => expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd']));
    await eventually(async () => expect(await parked()).toBe(before + 1));
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });

  test('batches are no larger than the consumer wants', async () => {
    const sizes: number[] = [];
    desk.counts = async (batch) => void sizes.push(batch.length);
    await tell(counted, ...Array.from({ length: 35 }, (_, n) => String(n)));
    await eventually(() => expect(sizes.reduce((a, b) => a + b, 0)).toBe(35));
    expect(Math.max(...sizes)).toBe(10);
  });

  test('a duplicate is handled once in effect', async () => {
    const effects: string[] = [];
    let deliveries = 0;
    desk.counts = (batch) => {
      deliveries += batch.length;
      return core.inbox.onceEach('core.counts', batch, async (_tx, fresh) => {
        effects.push(...fresh.map(({ body }) => body.n));
      });
    };
    const twin: Envelope = { id: randomUUID(), topic: counted.topic, json: '{"n":"twin"}', attempt: 0 };
    await coreBus.publish([twin]);
    await coreBus.publish([twin]);
    await eventually(() => expect([deliveries, effects]).toEqual([2, ['twin']]));
  });

  test('a message published before a crash, and not yet deleted, comes again: once in effect', async () => {
    await core.relay.stop(1_000);
    let deliveries = 0;
    const effects: string[] = [];
    desk.orders = async ({ id, body }) => {
      deliveries += 1;
      await mail.inbox.once('mail.orders', id, async () => effects.push(body.n));
    };
    const dying = new OutboxRelay(uow, new DiesAfterPublishing(coreBus), log);
    await tell(ordered, 'survivor');
    dying.start();
    await eventually(() => expect(deliveries).toBeGreaterThanOrEqual(1));
    await dying.stop(1_000);
    // On a slow machine it has died after publishing more than once.
    const before = deliveries;
    expect(await db.query(`select topic from core.outbox where parked_code is null`)).toEqual([
      { topic: 'test.order.v1' },
    ]);
    core.relay.start();
    await eventually(() => expect(deliveries).toBeGreaterThan(before));
    await eventually(async () =>
      expect(await db.query('select * from core.outbox where parked_code is null')).toEqual([]),
    );
    expect(effects).toEqual(['survivor']);
  });

  test('a message that nobody consumes yet waits', async () => {
    const orphan: Envelope = { id: randomUUID(), topic: 'test.orphan.v1', json: '{}', attempt: 0 };
    expect(await coreBus.publish([orphan])).toMatchObject([{ code: 'bus.nobody-consumes', kind: 'operational' }]);
  });

  describe('asks', () => {
    test('are answered', async () => {
      expect(await coreBus.ask(sum, { terms: [1, 2, 3] })).toEqual({ sum: 6 });
    });

    test('carry the error of the other side', async () => {
      desk.sums = async () => {
        throw new UserError('sum.too-hard', { terms: 1 });
      };
      await expect(coreBus.ask(sum, { terms: [1] }, { fallback: () => ({ sum: 0 }) })).rejects.toMatchObject({
        code: 'sum.too-hard',
        kind: 'user',
        details: { terms: 1 },
      });
    });

    test('fall back when the answer is late, and fail without a fallback', async () => {
      desk.sums = () => new Promise((resolve) => setTimeout(() => resolve({ sum: 1 }), 700));
      expect(await coreBus.ask(sum, { terms: [1] }, { fallback: () => ({ sum: -1 }) })).toEqual({ sum: -1 });
      await expect(coreBus.ask(sum, { terms: [1] })).rejects.toMatchObject({
        code: 'bus.no-answer',
        kind: 'operational',
      });
    });

    test('do not wait for somebody who is not there', async () => {
      const began = performance.now();
      await expect(coreBus.ask(nobodysAsk, {})).rejects.toMatchObject({ code: 'bus.no-answer' });
      expect(performance.now() - began).toBeLessThan(400);
    });

    test('refuse a request and a reply that break the contract', async () => {
      const wrong = { terms: 'many' } as unknown as { terms: number[] };
      await expect(coreBus.ask(sum, wrong)).rejects.toMatchObject({ code: 'contract.broken' });
      desk.sums = async () => ({ sum: 'six' }) as unknown as { sum: number };
      await expect(coreBus.ask(sum, { terms: [6] })).rejects.toMatchObject({ code: 'contract.broken', kind: 'bug' });
    });
  });

  const brokerTest = name === 'embedded' ? () => {} : test;
  brokerTest(
    'an outage of the broker loses nothing',
    async () => {
      const seen = new Set<string>();
      desk.orders = async ({ body }) => void seen.add(body.n);
      await rabbit!.interrupt();
      await tell(ordered, 'meanwhile');
      expect((await core.health.report()).checks['messaging']).toMatchObject({ status: 'degraded', code: 'bus.away' });
      await expect(coreBus.ask(sum, { terms: [1] })).rejects.toMatchObject({ code: 'bus.no-answer' });
      await rabbit!.resume();
      await eventually(() => expect([...seen]).toEqual(['meanwhile']), { withinMs: 40_000 });
      await eventually(async () => expect(await coreBus.ask(sum, { terms: [1, 1] })).toEqual({ sum: 2 }), {
        withinMs: 10_000,
      });
    },
    120_000,
  );
});
