import { randomUUID } from 'node:crypto';
import { OperationalError, UserError } from '#libs/errors';
import { UnitOfWork, type Tx } from '#libs/database';
import { EmbeddedBus, messagingFor, OutboxRelay, type Bus, type Consumer } from '#libs/messaging';
import { Health, Metrics } from '#libs/observability';
import { aDatabase, eventually, listeningLogger, silentLogger, type TestDatabase } from '#libs/testing';
import { counted } from './office.js';

const log = silentLogger();
let db: TestDatabase;
let uow: UnitOfWork;
let bus: EmbeddedBus;

beforeAll(async () => {
  db = await aDatabase();
  uow = db.uow('core');
});
afterAll(() => db.close());
beforeEach(async () => {
  bus = new EmbeddedBus(log);
  await db.query('truncate core.outbox, core.inbox');
});

const office = (on: { bus: Bus; uow: UnitOfWork } = { bus, uow }) => {
  const metrics = new Metrics({ defaults: false });
  const health = new Health();
  return { metrics, health, ...messagingFor('core', { ...on, log, health, metrics }) };
};

const consumer = (handle: Consumer['handle'], batch: number | null = 100): Consumer => ({
  contract: counted,
  as: 'core.counts',
  batch,
  handle,
});
const listen = (handle: Consumer['handle'], batch?: number | null) =>
  bus.attach({ role: 'core', consumers: [consumer(handle, batch)], answerers: [] });

const names = (count: number) => Array.from({ length: count }, (_, n) => ({ n: `${n}` }));
const left = () => db.query('select topic, attempts, parked_code from core.outbox order by seq');

describe('the outbox', () => {
  it('keeps the order of what was added, also past one batch of the relay', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ body }) => (body as { n: string }).n)));
    const { outbox, relay } = office();
    await uow.run((tx) => outbox.addMany(tx, counted, names(450)));
    relay.start();
    await eventually(() => expect(seen).toHaveLength(450));
    expect(seen).toEqual(names(450).map(({ n }) => n));
    await relay.stop(1_000);
  });

  it('writes any number of messages in one statement, and none for none', async () => {
    const statements: string[] = [];
    const { outbox } = office();
    await uow.run((tx) => {
      const counting = Object.create(tx) as Tx;
      counting.query = (sql, parameters) => {
        statements.push(sql);
        return tx.query(sql, parameters);
      };
      return outbox.addMany(counting, counted, names(50)).then(() => outbox.addMany(counting, counted, []));
    });
    expect(statements).toHaveLength(1);
    expect(await left()).toHaveLength(50);
  });

  it('says nothing when the transaction fails', async () => {
    const { outbox } = office();
    const failing = uow.run(async (tx) => {
      await outbox.add(tx, counted, { n: 'never' });
      throw new UserError('changed.my.mind');
    });
    await expect(failing).rejects.toMatchObject({ code: 'changed.my.mind' });
    expect(await left()).toEqual([]);
  });

  it('leaves out what the contract does not name', async () => {
    const { outbox } = office();
    const entity = { n: 'x', secret: 'not for the bus' };
    await uow.run((tx) => outbox.add(tx, counted, entity));
    expect(await db.query('select body from core.outbox')).toEqual([{ body: { n: 'x' } }]);
  });
});

describe('the relay', () => {
  it('shares the work with another relay: each row is carried once', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ id }) => id)));
    const one = office();
    const other = office();
    const ids = await uow.run((tx) => one.outbox.addMany(tx, counted, names(1_000)));
    one.relay.start();
    other.relay.start();
    await eventually(() => expect(seen).toHaveLength(1_000));
    expect([...seen].sort()).toEqual([...ids].sort());
    await Promise.all([one.relay.stop(1_000), other.relay.stop(1_000)]);
    expect(await left()).toEqual([]);
  });

  it('is nudged by the commit: nothing waits for the next poll', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ id }) => id)));
    const { outbox, relay } = office();
    relay.start();
    const tookMs: number[] = [];
    for (let n = 1; n <= 5; n += 1) {
      const began = performance.now();
      await uow.run((tx) => outbox.add(tx, counted, { n: `${n}` }));
      await eventually(() => expect(seen).toHaveLength(n));
      tookMs.push(performance.now() - began);
    }
    expect(Math.min(...tookMs)).toBeLessThan(500);
    await relay.stop(1_000);
  });

  it('takes those that come one after the other together, while more keep coming', async () => {
    const batches: string[][] = [];
    const { outbox, relay } = office();
    const add = (n: string) => uow.run((tx) => outbox.add(tx, counted, { n }));
    let last: Promise<string> = Promise.resolve('');
    await listen(async (batch) => {
      batches.push(batch.map(({ body }) => (body as { n: string }).n));
      if (batches.length > 1) return;
      // While the first is carried the second comes, and the third a moment after it was.
      await add('second');
      last = new Promise<void>((resolve) => setTimeout(resolve, 100)).then(() => add('third'));
    });
    relay.gatherMs = 1_500;
    relay.start();
    await add('first');
    await eventually(() => expect(batches.flat()).toHaveLength(3));
    await last;
    expect(batches).toEqual([['first'], ['second', 'third']]);
    await relay.stop(1_000);
  });

  it('finds by itself what another process left', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ id }) => id)));
    const { relay } = office();
    relay.start();
    const id = randomUUID();
    await db.query(`insert into core.outbox (id, topic, body) values ($1, $2, '{"n":"x"}')`, [id, counted.topic]);
    await eventually(() => expect(seen).toEqual([id]));
    await relay.stop(1_000);
  });

  it('waits for no hour that a clock which has gone back is still to reach', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ body }) => (body as { n: string }).n)));
    const put = (n: string, attempts: number, dueIn: string) =>
      db.query(
        `insert into core.outbox (id, topic, body, attempts, due_at) values ($1, $2, json_build_object('n', $3::text), $4, now() + $5::interval)`,
        [randomUUID(), counted.topic, n, attempts, dueIn],
      );
    await put('new', 0, '59 minutes');
    await put('tried', 3, '59 minutes');
    await put('put off', 3, '15 minutes');
    const { relay } = office();
    relay.start();
    await eventually(() => expect(seen).toEqual(['new', 'tried']));
    await relay.stop(1_000);
    expect(await left()).toMatchObject([{ attempts: 3 }]);
  });

  it('delays only the row that fails, and each time for longer', async () => {
    const seen: string[] = [];
    await listen(async (batch) => {
      const bodies = batch.map(({ body }) => (body as { n: string }).n);
      if (bodies.includes('1')) throw new OperationalError('server.away');
      seen.push(...bodies);
    });
    const { outbox, relay } = office();
    await uow.run((tx) => outbox.addMany(tx, counted, names(3)));
    relay.start();
    await eventually(async () => expect(await left()).toMatchObject([{ attempts: 1, parked_code: null }]));
    expect(seen).toEqual(['0', '2']);
    await eventually(async () => expect(await left()).toMatchObject([{ attempts: 2 }]));
    const [row] = await db.query(
      `select extract(epoch from due_at - clock_timestamp())::float as wait, last_error from core.outbox`,
    );
    expect(row).toMatchObject({ last_error: { code: 'server.away', kind: 'operational', details: {} } });
    expect((row as { wait: number }).wait).toBeGreaterThan(1.5);
    expect((row as { wait: number }).wait).toBeLessThan(2.1);
    await relay.stop(1_000);
  });

  it('lives through an outage of the database, says so once, and goes on', async () => {
    let away = true;
    class Fragile extends UnitOfWork {
      override run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
        return away ? Promise.reject(new OperationalError('database.away')) : super.run(work);
      }
    }
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ id }) => id)));
    const { logger, lines } = listeningLogger();
    const relay = new OutboxRelay(new Fragile(db.dataSource('core')), bus, logger);
    const [id] = await uow.run((tx) => office().outbox.addMany(tx, counted, names(1)));
    relay.start();
    await eventually(() => expect(lines).toHaveLength(1));
    relay.nudge();
    away = false;
    await eventually(() => expect(seen).toEqual([id]));
    await eventually(() =>
      expect(lines.map((line) => line['msg'])).toEqual([
        'the outbox cannot be carried; trying on',
        'the outbox is carried again',
      ]),
    );
    await relay.stop(1_000);
  });

  it('carries what is due before it stops', async () => {
    const seen: string[] = [];
    await listen(async (batch) => void seen.push(...batch.map(({ id }) => id)));
    const { outbox, relay } = office();
    relay.start();
    await uow.run((tx) => outbox.addMany(tx, counted, names(500)));
    await relay.stop(5_000);
    expect(seen).toHaveLength(500);
  });

  it('stops in time although a handler hangs, and the row stays', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let began = false;
    await listen(() => {
      began = true;
      return held;
    });
    const { outbox, relay } = office();
    relay.start();
    await uow.run((tx) => outbox.add(tx, counted, { n: 'x' }));
    await eventually(() => expect(began).toBe(true));
    const from = performance.now();
    await relay.stop(50);
    expect(performance.now() - from).toBeLessThan(500);
    expect(await left()).toHaveLength(1);
    release();
    await eventually(async () => expect(await left()).toHaveLength(0));
  });

  it('shows how much waits, for how long, and what is parked', async () => {
    const { metrics, health } = office();
    await db.query(
      `insert into core.outbox (id, topic, body, created_at, parked_code)
       values ($1, $3, '{}', now() - interval '90 s', null), ($2, $3, '{}', now(), 'contract.broken')`,
      [randomUUID(), randomUUID(), counted.topic],
    );
    const parked = (await health.report()).checks['messaging'];
    expect(parked).toEqual({ status: 'degraded', code: 'outbox.parked', detail: '1 messages are parked' });
    await db.query('delete from core.outbox where parked_code is not null');
    expect((await health.report()).checks['messaging']).toMatchObject({ status: 'degraded', code: 'outbox.behind' });
    const text = await metrics.registry.metrics();
    expect(text).toContain('keepline_outbox_waiting_messages{role="core"} 1');
    expect(text).toMatch(/keepline_outbox_oldest_seconds\{role="core"\} 9\d\./);
    expect(text).toContain('keepline_outbox_parked_messages{role="core"} 0');
    await db.query('delete from core.outbox');
    expect((await health.report()).checks['messaging']).toMatchObject({ status: 'ok' });
  });
});

describe('the inbox', () => {
  it('passes only what this consumer has not handled, once each, in order', async () => {
    const { inbox } = office();
    const [a, b, c] = [{ id: randomUUID() }, { id: randomUUID() }, { id: randomUUID() }];
    await inbox.once('core.counts', b.id, async () => {});
    const passed: string[][] = [];
    const work = async (_tx: Tx, fresh: { id: string }[]) => void passed.push(fresh.map(({ id }) => id));
    await inbox.onceEach('core.counts', [c, a, b, a], work);
    await inbox.onceEach('core.counts', [a, b, c], work);
    await inbox.onceEach('mail.counts', [b], work);
    expect(passed).toEqual([[c.id, a.id], [b.id]]);
  });

  it('forgets a message whose effect failed, so that it is handled when it comes again', async () => {
    const { inbox } = office();
    const id = randomUUID();
    const failing = inbox.once('core.counts', id, async () => {
      throw new OperationalError('server.away');
    });
    await expect(failing).rejects.toMatchObject({ code: 'server.away' });
    expect(await inbox.once('core.counts', id, async () => 'done')).toBe('done');
    expect(await inbox.once('core.counts', id, async () => 'twice')).toBeUndefined();
  });

  it('lets two processes with the same batch in different order have each message once', async () => {
    const { inbox } = office();
    const batch = Array.from({ length: 200 }, () => ({ id: randomUUID() }));
    const effects: string[] = [];
    const work = async (_tx: Tx, fresh: { id: string }[]) => void effects.push(...fresh.map(({ id }) => id));
    await Promise.all([
      inbox.onceEach('core.counts', batch, work),
      inbox.onceEach('core.counts', [...batch].reverse(), work),
    ]);
    expect([...effects].sort()).toEqual(batch.map(({ id }) => id).sort());
  });

  it('drops what is older than any redelivery', async () => {
    const { inbox } = office();
    await inbox.once('core.counts', randomUUID(), async () => {});
    await db.query(`update core.inbox set handled_at = now() - interval '91 days'`);
    await inbox.once('core.counts', randomUUID(), async () => {});
    await inbox.forget(90);
    expect(await db.query('select count(*)::int as n from core.inbox')).toEqual([{ n: 1 }]);
  });
});
