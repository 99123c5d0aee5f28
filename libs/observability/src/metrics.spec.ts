import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('are shared by name between the roles of one process', async () => {
    const metrics = new Metrics({ defaults: false });
    metrics.counter('keepline_letters_total', 'Letters', ['role']).inc({ role: 'mail' });
    metrics.counter('keepline_letters_total', 'Letters', ['role']).inc({ role: 'core' }, 2);
    expect(await metrics.registry.metrics()).toContain('keepline_letters_total{role="core"} 2');
  });

  it('tell of the event loop and of memory without being asked', async () => {
    const text = await new Metrics().registry.metrics();
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });
});
