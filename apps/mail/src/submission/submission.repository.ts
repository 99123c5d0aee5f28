import { Injectable } from '@nestjs/common';
import type { EmployeeId, EvidenceRef } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface NewSubmission {
  readonly id: string;
  readonly employeeId: EmployeeId;
  readonly passwordId: string;
  /** The same for the same letter submitted again. */
  readonly fingerprint: string;
  readonly peer: string;
  readonly sealedHead: Buffer;
  /** What it became. */
  readonly letters: readonly EvidenceRef[];
  /** What was handed in, where it cannot be made again out of the letters. */
  readonly handedIn: EvidenceRef | null;
}

@Injectable()
export class SubmissionRepository {
  /** One statement for all of them. @returns the ids of those that were not taken before */
  async insertAll(tx: Tx, submissions: readonly NewSubmission[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `insert into submission (id, employee_id, password_id, fingerprint, peer, sealed_head, letters, handed_in)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::jsonb[], $8::jsonb[])
         as given (id, employee_id, password_id, fingerprint, peer, sealed_head, letters, handed_in) order by fingerprint
       on conflict (fingerprint) do nothing returning id`,
      [
        submissions.map((one) => one.id),
        submissions.map((one) => one.employeeId),
        submissions.map((one) => one.passwordId),
        submissions.map((one) => one.fingerprint),
        submissions.map((one) => one.peer),
        submissions.map((one) => one.sealedHead),
        submissions.map((one) => JSON.stringify(one.letters)),
        submissions.map((one) => one.handedIn && JSON.stringify(one.handedIn)),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
