import { Injectable } from '@nestjs/common';
import type { EmployeeId, RecordingId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import { playableBy } from '../playable.js';
import { recordingJoins } from '../recordings.repository.js';
import type { ScoresQuery } from './score.view.js';

type Person = { id: string; name: string };

export interface ScorecardRow {
  id: string;
  listener: Person;
  sealedRemark: Buffer | null;
  createdAt: Date;
  scores: { criterionId: string; name: string; value: number }[];
}

export interface AverageRow {
  employee: Person;
  period: string | null;
  recordings: number;
  average: number;
  criteria: { criterionId: string; average: number; scores: number }[];
}

@Injectable()
export class ScoresRepository {
  /** The newest first. The recording must be known to be the viewer's to hear. */
  ofRecording(tx: Tx, id: RecordingId): Promise<ScorecardRow[]> {
    return tx.query<ScorecardRow>(
      `select s.id, json_build_object('id', e.id, 'name', e.name) as listener, s.sealed_remark as "sealedRemark", s.created_at as "createdAt",
         (select json_agg(json_build_object('criterionId', x.id, 'name', x.name, 'value', v.value) order by x.position, x.created_at, x.id)
          from score v join criterion x on x.id = v.criterion_id where v.scorecard_id = s.id) as scores
       from scorecard s join employee e on e.id = s.listener_id where s.recording_id = $1 order by s.created_at desc, s.id desc`,
      [id],
    );
  }

  async insert(
    tx: Tx,
    card: { id: string; recordingId: RecordingId; listenerId: EmployeeId; sealedRemark: Buffer | null },
    scores: Readonly<Record<string, number>>,
  ): Promise<void> {
    await tx.query(`insert into scorecard (id, recording_id, listener_id, sealed_remark) values ($1, $2, $3, $4)`, [
      ...[card.id, card.recordingId, card.listenerId, card.sealedRemark],
    ]);
    await tx.query(
      `insert into score (scorecard_id, criterion_id, value) select $1, * from unnest($2::uuid[], $3::smallint[])`,
      [card.id, Object.keys(scores), Object.values(scores)],
    );
  }

  /** Of each listener's newest card on the calls that began in this time and that the viewer may hear; by whoever answered for the call. */
  averages(tx: Tx, viewer: Viewer, { from, to, per }: ScoresQuery): Promise<AverageRow[]> {
    const where = new Conditions().add((a, b) => `k.started_at >= ${a} and k.started_at < ${b}`, from, to);
    const playable = playableBy(where, viewer);
    const period = per
      ? `to_char(date_trunc(${where.value(per)}, k.started_at at time zone 'utc'), 'YYYY-MM-DD')`
      : 'null::text';
    return tx.query<AverageRow>(
      `with current as (
         select distinct on (s.recording_id, s.listener_id) s.id, s.recording_id, k.employee_id, ${period} as period
         from recording r ${recordingJoins} join scorecard s on s.recording_id = r.id
         where ${where.sql} and ${playable} and k.employee_id is not null
         order by s.recording_id, s.listener_id, s.created_at desc, s.id desc
       ), by_criterion as (
         select u.employee_id, u.period, v.criterion_id, round(avg(v.value), 2)::float8 as average, count(*)::int as scores,
           sum(v.value) as total
         from current u join score v on v.scorecard_id = u.id group by u.employee_id, u.period, v.criterion_id
       )
       select json_build_object('id', e.id, 'name', e.name) as employee, b.period,
         (select count(distinct u.recording_id)::int from current u
          where u.employee_id = b.employee_id and u.period is not distinct from b.period) as recordings,
         round(sum(b.total) / sum(b.scores), 2)::float8 as average,
         json_agg(json_build_object('criterionId', b.criterion_id, 'average', b.average, 'scores', b.scores) order by b.criterion_id) as criteria
       from by_criterion b join employee e on e.id = b.employee_id
       group by e.id, b.employee_id, b.period order by lower(e.name), e.id, b.period`,
      where.parameters,
    );
  }
}
