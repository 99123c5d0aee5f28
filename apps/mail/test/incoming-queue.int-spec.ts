import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationalError } from '#libs/errors';
import { Health, Metrics } from '#libs/observability';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { usualIncomingLimits } from '../src/incoming/incoming-limits.js';
import { IncomingQueue } from '../src/incoming/incoming-queue.js';
import type { IncomingRecord } from '../src/incoming/record.js';

let dataDir: string;
let health: Health;
let queues: IncomingQueue[];
let stored: string[][];
let failing: ((texts: readonly string[]) => Error | null) | null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'keepline-incoming-'));
  [health, queues, stored, failing] = [new Health('mail.'), [], [], null];
});
afterEach(async () => {
  failing = null;
  await Promise.all(queues.map((queue) => queue.onModuleDestroy()));
  await rm(dataDir, { recursive: true });
});

const textOf = ({ kind, facts, pieces }: IncomingRecord) =>
  [kind, JSON.stringify(facts), ...pieces.map((piece) => piece.toString())].join(' ');

/** A process of its own, that begins to store when it is told to. */
function aQueue(limits = usualIncomingLimits): IncomingQueue {
  const queue = new IncomingQueue({ dataDir }, aMasterKey(), health, silentLogger(), new Metrics({ defaults: false }));
  queue.limits = { ...limits, stopMs: 0 };
  for (const kind of ['a', 'b'])
    queue.handle(kind, (records) => {
      const texts = records.map(textOf);
      const error = failing?.(texts) ?? null;
      if (error) return Promise.reject(error);
      stored.push(texts);
      return Promise.resolve();
    });
  queues.push(queue);
  return queue;
}
const record = (text: string, kind = 'a'): IncomingRecord => ({ kind, facts: { n: 1 }, pieces: [Buffer.from(text)] });
const folder = () => join(dataDir, 'incoming-mail');
const standing = async () => (await health.report()).checks['mail.incoming'];

describe('what was taken', () => {
  it('is stored with its facts and pieces, by whoever knows its kind, many at once', async () => {
    const queue = aQueue();
    await queue.put({
      kind: 'a',
      facts: { to: 'Ада' },
      pieces: [Buffer.from('head'), Buffer.alloc(0), Buffer.from('body')],
    });
    await Promise.all([record('1', 'b'), record('2', 'b')].map((one) => queue.put(one)));
    expect(stored).toEqual([]);
    queue.onApplicationBootstrap();
    await queue.stored();
    expect(stored).toEqual([['a {"to":"Ада"} head  body'], ['b {"n":1} 1', 'b {"n":1} 2']]);
    await queue.onModuleDestroy();
    expect(await readdir(folder())).toEqual([]);
  });

  it('lies on the disk sealed', async () => {
    await aQueue().put(record('a secret word'));
    const [name] = await readdir(folder());
    expect((await readFile(join(folder(), name!))).includes('secret')).toBe(false);
  });

  it('is stored by the next process when this one is killed', async () => {
    const killed = aQueue();
    await killed.put(record('first'));
    await killed.put(record('second'));
    const next = aQueue();
    next.onApplicationBootstrap();
    await eventually(() => expect(stored.flat()).toEqual(['a {"n":1} first', 'a {"n":1} second']));
  });

  it('waits while it cannot be stored, and what comes meanwhile goes after it', async () => {
    failing = () => new OperationalError('database.away');
    const queue = aQueue();
    queue.onApplicationBootstrap();
    await queue.put(record('first'));
    await queue.put(record('second'));
    failing = null;
    await queue.stored();
    expect(stored.flat()).toEqual(['a {"n":1} first', 'a {"n":1} second']);
  });

  it('and can never be stored harms only itself, and stays', async () => {
    failing = (texts) => (texts.some((text) => text.includes('poison')) ? new Error('no such thing') : null);
    const queue = aQueue();
    for (const text of ['one', 'poison', 'two']) await queue.put(record(text));
    queue.onApplicationBootstrap();
    await eventually(() => expect(stored.flat()).toEqual(['a {"n":1} one', 'a {"n":1} two']));
    await queue.onModuleDestroy();
    failing = null;
    aQueue().onApplicationBootstrap();
    await eventually(() => expect(stored.flat()).toContain('a {"n":1} poison'));
  });

  it('and is of a kind that nobody knows stays, and the others are stored', async () => {
    const queue = aQueue();
    for (const one of [record('strange', 'c'), record('known')]) await queue.put(one);
    queue.onApplicationBootstrap();
    await eventually(() => expect(stored.flat()).toEqual(['a {"n":1} known']));
    await queue.onModuleDestroy();
    expect(await readdir(folder())).toHaveLength(1);
  });

  it('and cannot be read is laid aside for a person', async () => {
    await aQueue().put(record('whole'));
    const path = join(folder(), (await readdir(folder()))[0]!);
    const bytes = await readFile(path);
    bytes[bytes.length - 20]! ^= 1;
    await writeFile(path, bytes);
    const next = aQueue();
    next.onApplicationBootstrap();
    await eventually(async () => expect(await readdir(join(folder(), 'set-aside'))).toHaveLength(1));
    expect(await standing()).toMatchObject({ status: 'degraded', code: 'mail.incoming-set-aside' });
    await next.put(record('after it'));
    await eventually(() => expect(stored.flat()).toEqual(['a {"n":1} after it']));
  });

  it('is refused when more waits than there is room for', async () => {
    const queue = aQueue({ ...usualIncomingLimits, bytes: 100 });
    await queue.put(record('x'.repeat(200)));
    await expect(queue.put(record('more'))).rejects.toMatchObject({ code: 'mail.incoming-full' });
    queue.onApplicationBootstrap();
    await queue.stored();
    await expect(queue.put(record('more'))).resolves.toBeUndefined();
  });

  it('lets those go first who hand in, but not for ever', async () => {
    const queue = aQueue({ ...usualIncomingLimits, quietMs: 50, patienceMs: 400 });
    queue.onApplicationBootstrap();
    const begun = performance.now();
    while (stored.length === 0 && performance.now() - begun < 5_000) await queue.put(record('again'));
    expect(performance.now() - begun).toBeGreaterThan(350);
    expect(stored.flat().length).toBeGreaterThan(1);
  });

  it('lets them also go before more of it while there is no room for what follows from storing', async () => {
    const queue = aQueue({
      ...usualIncomingLimits,
      quietMs: 60_000,
      patienceMs: 0,
      restMs: 60_000,
      busyBatchRecords: 2,
    });
    let room = false;
    queue.room = { isThere: () => room };
    for (const text of ['1', '2', '3']) await queue.put(record(text));
    queue.onApplicationBootstrap();
    await eventually(() => expect(stored).toEqual([['a {"n":1} 1', 'a {"n":1} 2']]));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stored).toHaveLength(1);
    room = true;
    await eventually(() => expect(stored.flat()).toHaveLength(3));
  });

  it('also while it is still being decided what becomes of theirs', async () => {
    const queue = aQueue({ ...usualIncomingLimits, quietMs: 0, patienceMs: 60_000 });
    let decide: () => void = () => undefined;
    const decided = queue.before(new Promise<void>((resolve) => (decide = resolve)));
    await queue.put(record('taken'));
    queue.onApplicationBootstrap();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stored).toEqual([]);
    decide();
    await decided;
    await eventually(() => expect(stored.flat()).toEqual(['a {"n":1} taken']));
  });
});
