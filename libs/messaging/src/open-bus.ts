import type { Bus } from './bus/bus.port.js';
import { EmbeddedBus } from './embedded/embedded-bus.js';
import type { Log } from './log.js';
import { RabbitBus } from './rabbit/rabbit-bus.js';

/**
 * The one place that chooses.
 * @param url `amqp://…` or `amqps://…` (KEEPLINE_BUS_URL); null: in process
 */
export function openBus(url: string | null, log: Log): Bus {
  return url === null ? new EmbeddedBus(log) : new RabbitBus(url, log);
}
