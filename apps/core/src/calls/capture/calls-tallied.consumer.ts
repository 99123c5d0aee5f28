import { Controller } from '@nestjs/common';
import { callsTallied, type CallsTallied } from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { Alerts } from '../../alerts/alerts.js';
import { TallyRepository, type TalliedCall } from './tally.repository.js';

const consumer = 'core.calls-tally';
/** What was told before may still be on its way: so often it is looked at again before anybody is told (1 s, 2 s, … about a minute). */
const patience = 6;

/** The engine's own list of calls, held against what is on record. A gap is an alarm. */
@Controller()
export class CallsTalliedConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly repository: TallyRepository,
    private readonly alerts: Alerts,
  ) {}

  @Consumes(callsTallied, { as: consumer })
  async tallied({ id, body, attempt }: Delivered<CallsTallied>): Promise<void> {
    await this.inbox.once(consumer, id, async (tx) => {
      const known = await this.repository.known(
        tx,
        body.calls.map((call) => call.callId),
      );
      const gaps = body.calls.flatMap((call) => {
        const code = gapOf(call.recording, known.get(call.callId));
        return code === null ? [] : [{ code, callId: call.callId, call: known.get(call.callId) }];
      });
      if (gaps.some(({ code }) => code !== 'call.unrecorded') && attempt < patience)
        throw new OperationalError('calls.not-captured-yet', { calls: gaps.length });
      for (const { code, callId, call } of gaps) {
        const about = { callId, clientId: call?.clientId ?? null, employeeId: call?.employeeId ?? null };
        await this.alerts.raise(tx, {
          ...{ code, severity: 'alarm', ...about, teamId: call?.teamId ?? null, once: `${code}:${callId}` },
        });
      }
      for (const { engineId, startedAt } of body.unseen) {
        const once = `call.unseen:${engineId}`;
        await this.alerts.raise(tx, {
          ...{ code: 'call.unseen', severity: 'alarm', at: new Date(startedAt), details: { engineId }, once },
        });
      }
    });
  }
}

/** @param call null: core has never heard of it */
function gapOf(recording: CallsTallied['calls'][number]['recording'], call: TalliedCall | undefined): string | null {
  if (!call?.captured) return 'call.uncaptured';
  if (recording === 'kept' && !call.recorded) return 'call.recording-lost';
  return recording === 'missing' ? 'call.unrecorded' : null;
}
