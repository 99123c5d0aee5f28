import { Controller } from '@nestjs/common';
import { controlCall, placeCall, type EmployeeId, type ReplyOf, type RequestOf } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { Answers } from '#libs/messaging';
import { EngineTrouble } from '../engine/engine.errors.js';
import { cancelConsulting, complete, consult, merge } from './consulting.js';
import { end } from './ending.js';
import { handOn } from './handing.js';
import { hold, resume } from './holding.js';
import { legGone } from './leg-events.js';
import { listen } from './listening.js';
import type { LiveCall } from './live-call.js';
import { pauseRecording, resumeRecording } from './pausing.js';
import { summon } from './reaching.js';
import { Switchboard } from './switchboard.service.js';

/** What people do with calls from the page; core has decided that they may. */
@Controller()
export class CallConsumer {
  constructor(private readonly switchboard: Switchboard) {}

  @Answers(placeCall)
  async place(order: RequestOf<typeof placeCall>): Promise<ReplyOf<typeof placeCall>> {
    await this.switchboard.started;
    // An order that comes twice is one call.
    if (!this.switchboard.has(order.callId))
      await summon(this.switchboard.shared, order, (call) => this.switchboard.take(call));
    return { placed: true };
  }

  @Answers(controlCall)
  async control({ callId, employeeId, act }: RequestOf<typeof controlCall>): Promise<ReplyOf<typeof controlCall>> {
    await this.switchboard.started;
    const call = this.switchboard.get(callId);
    await call.run(async () => {
      if (call.over) throw new UserError('call.over');
      try {
        await perform(call, employeeId, act);
      } catch (error) {
        // Between the look and the act somebody hung up.
        if (error instanceof EngineTrouble && error.code === 'telephony.channel-gone')
          throw new UserError('call.not-now', {}, { cause: error });
        throw error;
      }
    });
    return { done: true };
  }
}

async function perform(
  call: LiveCall,
  employeeId: EmployeeId,
  act: RequestOf<typeof controlCall>['act'],
): Promise<void> {
  switch (act.do) {
    case 'hang-up':
      return hangUp(call, employeeId);
    case 'hold':
      return hold(call, employeeId);
    case 'resume':
      return resume(call, employeeId);
    case 'pause-recording':
      return pauseRecording(call, employeeId);
    case 'resume-recording':
      return resumeRecording(call, employeeId);
    case 'dtmf':
      return dial(call, employeeId, act.digits);
    case 'transfer':
      return handOn(call, employeeId, act.to);
    case 'consult':
      return consult(call, employeeId, act.to);
    case 'complete':
      return complete(call, employeeId);
    case 'cancel':
      return cancelConsulting(call, employeeId);
    case 'merge':
      return merge(call, employeeId);
    case 'listen':
      return listen(call, employeeId, act);
  }
}

/** One's own part in it: a device that rings is declined, a listener leaves, a speaker hangs up. @throws UserError `call.not-in-it` */
async function hangUp(call: LiveCall, employeeId: EmployeeId): Promise<void> {
  const own = call.legs({ employeeId });
  if (own.length === 0) throw new UserError('call.not-in-it');
  const placing = call.state === 'summoning';
  for (const leg of own) {
    const cause = leg.place === 'ringing' && !placing ? 21 : 16;
    // As if the device had done it, only sooner: the engine's word on it comes when it is handled already.
    await call.quietly(call.house.engine.ari.channels.hangUp(leg.channel, cause));
    await legGone(call, leg, cause);
  }
  if (placing) await end(call, { by: 'employee', cause: 16, outcome: 'no-answer' });
}

/** Keys for the other side: a menu, a code. @throws UserError `call.not-in-it`, `call.not-now` */
async function dial(call: LiveCall, employeeId: EmployeeId, digits: string): Promise<void> {
  call.speaking(employeeId);
  const others = call.legs({ line: 'outside', place: 'talk' });
  if (others.length === 0) throw new UserError('call.not-now');
  for (const { channel } of others) await call.house.engine.ari.channels.sendDtmf(channel, digits);
}
