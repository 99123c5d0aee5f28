import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The metrics of one process. Several roles may share it, so asking for a metric that is there already gives the same one.
 * Names are `keepline_<what>_<unit>`; labels hold roles, states and codes, never ids of people or addresses.
 */
export class Metrics {
  readonly registry = new Registry();

  /** Event-loop lag, memory, handles, garbage collection: prom-client's defaults. */
  constructor({ defaults = true }: { defaults?: boolean } = {}) {
    if (defaults) collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    const known = this.registry.getSingleMetric(name) as Counter<L> | undefined;
    return known ?? new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  gauge<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    const known = this.registry.getSingleMetric(name) as Gauge<L> | undefined;
    return known ?? new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** @param buckets upper bounds, in the unit that the name ends in */
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    const known = this.registry.getSingleMetric(name) as Histogram<L> | undefined;
    return known ?? new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }
}
