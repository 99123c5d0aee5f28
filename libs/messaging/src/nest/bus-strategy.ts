import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { Bug } from '#libs/errors';
import type { Answerer, Attachment, Bus, Consumer } from '../bus/bus.port.js';
import type { HandlerExtras } from './decorators.js';

/**
 * Nest finds the decorated methods of a role's controllers; this hands them to the bus:
 * `app.connectMicroservice({ strategy: new BusStrategy('core', bus) })`.
 * Do not pass `inheritAppConfig`: the HTTP edge's guards and pipes have no business here.
 *
 * Nest's own `Server.handleEvent` reports success although the handler threw; nothing here goes through it:
 * the handler's result is awaited, and its error is the bus's to act on.
 */
export class BusStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly consumers: Consumer[] = [];
  private readonly answerers: Answerer[] = [];
  private attachment: Attachment | null = null;

  constructor(
    private readonly role: string,
    private readonly bus: Bus,
  ) {
    super();
  }

  /** Nest chains two handlers of one topic into one and loses whose error it was; here each is a consumer of its own. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const told = extras as unknown as HandlerExtras;
    switch (told.is) {
      case 'consumer':
        this.consumers.push({
          contract: told.contract,
          as: told.as,
          batch: told.batch,
          handle: async (deliveries) =>
            void (await settled(callback(told.batch === null ? deliveries[0] : deliveries))),
        });
        break;
      case 'answerer':
        this.answerers.push({ contract: told.contract, answer: (request) => settled(callback(request)) });
        break;
      default:
        throw new Bug('bus.handler-without-contract', { pattern: String(pattern), event: isEventHandler });
    }
  }

  override listen(ready: (error?: unknown) => void): void {
    this.bus.attach({ role: this.role, consumers: this.consumers, answerers: this.answerers }).then((attachment) => {
      this.attachment = attachment;
      ready();
    }, ready);
  }

  override async close(): Promise<void> {
    await this.attachment?.detach();
    this.attachment = null;
  }

  override on(): never {
    throw new Bug('bus.strategy-has-no-events');
  }

  override unwrap<T>(): T {
    return this.bus as T;
  }
}

/** A handler answers with a value or, behind filters and interceptors, with a stream; either way its error comes out. */
async function settled(result: ReturnType<MessageHandler>): Promise<unknown> {
  const value: unknown = await result;
  return isObservable(value) ? lastValueFrom(value, { defaultValue: undefined }) : value;
}
