import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { CallReportRow } from './report.view.js';
import type { CallReportQuery } from './reports.controller.js';

export interface CountedRow extends Omit<CallReportRow, 'waitMsAvg' | 'talkMsAvg' | 'talkMsSum' | 'key' | 'label'> {
  key: string | null;
  label: string | null;
  waits: number;
  waitMs: string;
  talkMs: string;
}

/** By what a report counts: the key of a group, its name, and what names it. `$1` is the time zone. */
const groups = {
  hour: { key: `to_char(k.started_at at time zone $1, 'HH24')`, label: null, join: '' },
  day: { key: `to_char(k.started_at at time zone $1, 'YYYY-MM-DD')`, label: null, join: '' },
  employee: { key: 'k.employee_id::text', label: 'e.name', join: 'left join employee e on e.id = k.employee_id' },
  team: { key: 'k.team_id::text', label: 't.name', join: 'left join team t on t.id = k.team_id' },
  number: { key: 'k.channel_id::text', label: 'h.name', join: 'left join channel h on h.id = k.channel_id' },
} as const;

@Injectable()
export class CallReportsRepository {
  /** Calls with the outside that are over, of the viewer's teams or (the owner) of all; one statement over one range of an index. */
  count(tx: Tx, viewer: Viewer, { from, to, by, timeZone }: CallReportQuery): Promise<CountedRow[]> {
    const { key, label, join } = groups[by];
    const where = new Conditions([timeZone])
      .add((begin, end) => `k.started_at >= ${begin}::timestamptz and k.started_at < ${end}::timestamptz`, from, to)
      .add(() => `k.phase = 'ended' and k.direction <> 'internal' and k.outcome <> 'refused'`);
    if (viewer.role !== 'owner') where.add((teams) => `k.team_id = any (${teams}::uuid[])`, viewer.teamIds);
    return tx.query<CountedRow>(
      `select ${key} as key, ${label ?? 'null'} as label,
         count(*) filter (where k.direction = 'inbound')::int as inbound, count(*) filter (where k.direction = 'outbound')::int as outbound,
         count(*) filter (where k.outcome = 'answered')::int as answered,
         count(*) filter (where k.direction = 'inbound' and k.outcome not in ('answered', 'voicemail'))::int as missed,
         count(*) filter (where k.outcome = 'voicemail')::int as voicemail,
         count(*) filter (where k.direction = 'inbound')::int as waits,
         coalesce(sum(extract(epoch from coalesce(k.answered_at, k.ended_at) - k.started_at) * 1000) filter (where k.direction = 'inbound'), 0)::bigint as "waitMs",
         coalesce(sum(extract(epoch from k.ended_at - k.answered_at) * 1000) filter (where k.outcome = 'answered'), 0)::bigint as "talkMs"
       from call k ${join} where $1::text is not null and ${where.sql} group by 1, 2 order by 2 nulls last, 1 nulls last`,
      where.parameters,
    );
  }
}
