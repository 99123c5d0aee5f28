import { Controller } from '@nestjs/common';
import { routeCall, type RequestOf, type RoutePlan } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { RoutingService } from './routing.service.js';

/** The telephony role asks whom a call rings. */
@Controller()
export class RouteCallConsumer {
  constructor(private readonly routing: RoutingService) {}

  @Answers(routeCall)
  answer(request: RequestOf<typeof routeCall>): Promise<RoutePlan> {
    return this.routing.route(request);
  }
}
