import { connect } from './connecting.js';
import { end } from './ending.js';
import type { LiveCall } from './live-call.js';
import { beginSteps } from './ringing.js';
import { recordMessage } from './voicemail.js';

/** The last prompt is over. */
export async function afterPrompts(call: LiveCall): Promise<void> {
  switch (call.state) {
    case 'greeting':
      return beginSteps(call);
    case 'announcing':
      return call.client ? connect(call, call.client) : undefined;
    case 'voicemail':
      return recordMessage(call);
    case 'parting':
      return end(call, { by: 'system', cause: call.record.cause ?? 16 });
    case 'arriving':
    case 'ringing':
    case 'summoning':
    case 'reaching':
    case 'talking':
    case 'held':
    case 'consulting':
    case 'handing':
    case 'ended':
      return;
  }
}
