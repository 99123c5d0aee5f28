import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { FirstStep, SkippableStep } from './first-steps.view.js';

export interface StepFacts extends Readonly<Record<FirstStep, boolean>> {
  readonly skipped: readonly SkippableStep[];
  readonly ended: boolean;
}

@Injectable()
export class FirstStepsRepository {
  /** Which are done is seen from what is there: whoever did it elsewhere has done it. */
  async facts(tx: Tx): Promise<StepFacts> {
    const [row] = await tx.query<StepFacts>(
      `select confirmed_at is not null as company,
         exists (select from channel where medium = 'email' and not unsaved) as mailbox,
         exists (select from team) as team,
         (select count(*) from employee where status = 'active') > 1
           or exists (select from invitation where withdrawn_at is null) as people,
         exists (select from channel where medium in ('whatsapp', 'phone') and not unsaved) as lines,
         exists (select from interaction where kind <> 'note') as letter,
         steps_skipped as skipped, steps_ended_at is not null as ended
       from company`,
    );
    return row!;
  }

  async skip(tx: Tx, step: SkippableStep): Promise<void> {
    await tx.query(
      `update company set steps_skipped = steps_skipped || $1::text where not steps_skipped @> array[$1::text]`,
      [step],
    );
  }

  async resume(tx: Tx, step: SkippableStep): Promise<void> {
    await tx.query(`update company set steps_skipped = array_remove(steps_skipped, $1::text)`, [step]);
  }

  /** @returns false when they were ended before */
  async end(tx: Tx): Promise<boolean> {
    const rows = await tx.query(
      `update company set steps_ended_at = now() where steps_ended_at is null returning steps_ended_at`,
    );
    return rows.length > 0;
  }
}
