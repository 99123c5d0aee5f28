import { Controller } from '@nestjs/common';
import { dialCall, type DialPlan, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { DiallingService } from './dialling.service.js';

/** The telephony role asks whether, and how, an employee may reach what they dialled. */
@Controller()
export class DialCallConsumer {
  constructor(private readonly dialling: DiallingService) {}

  @Answers(dialCall)
  answer(request: RequestOf<typeof dialCall>): Promise<DialPlan> {
    return this.dialling.plan(request);
  }
}
