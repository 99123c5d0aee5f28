import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { AskContract, BodyOf, MessageContract, ReplyOf, RequestOf } from '#libs/contracts';
import type { Delivered } from '../bus/bus.port.js';

/** What a decorated method tells the strategy, carried in Nest's pattern extras. */
export type HandlerExtras =
  | { readonly is: 'consumer'; readonly contract: MessageContract; readonly as: string; readonly batch: number | null }
  | { readonly is: 'answerer'; readonly contract: AskContract };

/** Nest's own RPC filter would turn every error into "Internal server error"; ours leaves it as it was thrown. */
@Catch()
class ErrorsAsThrown implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** A decorator that only fits a method which takes `Given`: a consumer of the wrong contract does not compile. */
type On<Given, Returned> = <M extends (given: Given) => Promise<Returned>>(
  target: object,
  method: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * The method handles messages of this contract: one `Delivered<Body>`, or with `batch` an array of up to that many.
 * @param options.as the consumer's name, unique in the product and for ever: `core.capture`
 */
export function Consumes<C extends MessageContract>(
  contract: C,
  options: { as: string; batch: number },
): On<Delivered<BodyOf<C>>[], unknown>;
export function Consumes<C extends MessageContract>(
  contract: C,
  options: { as: string },
): On<Delivered<BodyOf<C>>, unknown>;
export function Consumes(contract: MessageContract, options: { as: string; batch?: number }): MethodDecorator {
  const extras: HandlerExtras = { is: 'consumer', contract, as: options.as, batch: options.batch ?? null };
  return applyDecorators(EventPattern<string>(contract.topic, extras), UseFilters(ErrorsAsThrown));
}

/** The method answers this ask: gets the request, returns the reply. */
export function Answers<C extends AskContract>(contract: C): On<RequestOf<C>, ReplyOf<C>> {
  const extras: HandlerExtras = { is: 'answerer', contract };
  return applyDecorators(MessagePattern(contract.topic, extras), UseFilters(ErrorsAsThrown));
}
