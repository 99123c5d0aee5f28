import { createLogger, Health, listenForOperations, Metrics, type OperationsListener } from '#libs/observability';
import { listeningLogger } from '#libs/testing';

describe('the operations listener', () => {
  const health = new Health();
  const metrics = new Metrics({ defaults: false });
  let listener: OperationsListener;
  beforeAll(async () => {
    listener = await listenForOperations({ port: 0, health, metrics, logger: createLogger('silent') });
  });
  afterAll(() => listener.close());

  const get = (path: string) => fetch(`http://127.0.0.1:${listener.port}${path}`);

  it('tells that the process lives, and in full whether it serves', async () => {
    health.set('database', { status: 'ok' }, { essential: true });
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ok',
      checks: { database: { status: 'ok', code: null, detail: null } },
    });
  });

  it('answers 503 while something essential is down', async () => {
    health.set('database', { status: 'down', code: 'database.away' }, { essential: true });
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('shows the metrics and nothing else', async () => {
    metrics.gauge('keepline_outbox_waiting_messages', 'Waiting').set(3);
    expect(await (await get('/metrics')).text()).toContain('keepline_outbox_waiting_messages 3');
    expect((await get('/debug')).status).toBe(404);
  });

  it('says so and goes on when another role of this machine has the port', async () => {
    const { logger, lines } = listeningLogger();
    const second = await listenForOperations({ port: listener.port!, health, metrics, logger });
    expect(second.port).toBeNull();
    expect(lines[0]).toMatchObject({ level: 'warn', code: 'metrics.port-taken' });
    await second.close();
  });
});
