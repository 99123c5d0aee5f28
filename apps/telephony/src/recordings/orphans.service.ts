import { Injectable } from '@nestjs/common';
import { CallId, type TrunkId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { newCallId } from '../calls/live-call.js';
import { newRecord, type CallRecord } from '../calls/call-record.js';
import { CallWriter } from '../calls/call-writer.service.js';
import { CallRepository } from '../calls/call.repository.js';
import { LineBook } from '../calls/line-book.js';
import { lineEndOfChannel } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { findCallRecord, type EngineRecord } from './call-records.js';
import { RecordingKeeper } from './recording-keeper.service.js';
import { RecordingRepository } from './recording.repository.js';
import { filesOf, listSpool, removeFiles } from './spool.js';

/**
 * Longer than anything that is under way leaves a file untouched; shorter than the engine's count of a call is waited with (tally.service.ts), so
 * that a call which is counted and unknown is made of its sound before an alarm says that it was not seen.
 */
const untouchedMs = 10_000;
const messageEnding = '-message';

interface Found {
  /** The engine's id of the client's leg. */
  engineId: string;
  changedAt: Date;
  pair: boolean;
  /** A message that the dialplan took alone. */
  message: string | null;
}

/** Sound in the spool that no call of ours answers for: nothing that was said is thrown away because we did not live to write it down. */
@Injectable()
export class Orphans {
  untouchedMs = untouchedMs;

  constructor(
    private readonly engine: Engine,
    private readonly uow: UnitOfWork,
    private readonly calls: CallRepository,
    private readonly recordings: RecordingRepository,
    private readonly writer: CallWriter,
    private readonly keeper: RecordingKeeper,
    private readonly lines: LineBook,
    private readonly log: Logger,
  ) {}

  /** Asks of every file whose it is. @returns how many calls were made of files */
  async recover(): Promise<number> {
    const found = await this.find();
    if (found.length === 0) return 0;
    const ids = found.map(({ engineId }) => engineId);
    const sources = found.flatMap(({ engineId, message }) => (message === null ? engineId : [engineId, message]));
    const [states, owners, ended] = await this.uow.run(async (tx) => [
      await this.recordings.findStates(tx, sources),
      await this.calls.findByEngineIds(tx, ids),
      await this.calls.findEnded(tx, ids),
    ]);
    let made = 0;
    for (const each of found) {
      const { engineId, message } = each;
      const state = states.get(message ?? engineId) ?? states.get(engineId);
      if (state === 'waiting') continue;
      // Evidence already, or of a call in which nobody spoke: the process that was to remove them died before it could.
      if (state === 'kept' || (state === undefined && ended.has(engineId))) await removeFiles(this.filesOf(each));
      else if (state === undefined && !owners.has(engineId)) made += await this.adopt(each);
    }
    return made;
  }

  private async find(): Promise<Found[]> {
    const { spool } = this.engine.paths;
    const there = new Map<string, Found>();
    const listed = await listSpool(spool);
    if (listed.length === 0) return [];
    const live = new Set((await this.engine.ari.channels.list()).map(({ id }) => id));
    for (const { source, changedAt } of listed) {
      const isMessage = source.endsWith(messageEnding);
      const engineId = isMessage ? source.slice(0, -messageEnding.length) : source;
      if (live.has(engineId)) continue;
      const known = there.get(engineId) ?? { engineId, changedAt, pair: false, message: null };
      there.set(engineId, {
        engineId,
        changedAt: known.changedAt > changedAt ? known.changedAt : changedAt,
        pair: known.pair || !isMessage,
        message: isMessage ? source : known.message,
      });
    }
    return [...there.values()].filter(({ changedAt }) => Date.now() - changedAt.getTime() > this.untouchedMs);
  }

  private filesOf({ engineId, pair, message }: Found): string[] {
    const { paths } = this.engine;
    return [
      ...(pair ? filesOf(paths, { kind: 'call', source: engineId }) : []),
      ...(message === null ? [] : filesOf(paths, { kind: 'voicemail', source: message })),
    ];
  }

  private async adopt(found: Found): Promise<number> {
    const { engineId, message } = found;
    try {
      const counted = await findCallRecord(this.engine.paths.callRecords, engineId);
      const spoken = message === null ? null : await this.keeper.isSpoken(message);
      const record = this.recordOf(found, counted, spoken);
      await this.writer.tellEnd(record);
      this.log.warn({ callId: record.callId, engineId }, 'A call that nobody had seen was made of its sound');
      return 1;
    } catch (error) {
      this.log.error({ err: error, engineId }, 'The sound of a call that nobody had seen waits for the next look');
      return 0;
    }
  }

  private recordOf(
    { engineId, changedAt, message }: Found,
    counted: EngineRecord | null,
    spoken: boolean | null,
  ): CallRecord {
    const end = counted === null ? null : lineEndOfChannel(counted.channel);
    const trunkId = end?.is === 'trunk' ? (end.trunkId as TrunkId) : null;
    const number = trunkId && counted?.called ? this.lines.findNumber(trunkId, counted.called) : null;
    // Ids that we gave begin with the call's.
    const ours = CallId.safeParse(engineId.slice(0, 36)).data;
    const endedAt = counted?.endedAt ?? changedAt.toISOString();
    const startedAt = counted?.startedAt ?? endedAt;
    const answeredAt = counted?.answeredAt ?? startedAt;
    const talked = message === null;
    return newRecord({
      callId: ours ?? newCallId(),
      state: 'ended',
      direction: ours === undefined ? 'inbound' : 'outbound',
      trunkId,
      channelId: number?.channelId ?? null,
      counterpart: counted?.calling ?? null,
      language: number?.language ?? 'en',
      startedAt,
      endedAt,
      answeredAt: talked ? answeredAt : null,
      outcome: talked ? 'answered' : spoken ? 'voicemail' : 'missed',
      endedBy: 'system',
      cut: true,
      voicemail: message === null ? null : { name: message, startedAt: answeredAt, spoken },
      legs: [
        {
          channel: engineId,
          ...{ line: 'outside', employeeId: null, deviceId: null, by: 'route', place: 'alone' },
          ...{ rungAt: startedAt, answeredAt, endedAt, cause: null, moved: false },
        },
      ],
    });
  }
}
