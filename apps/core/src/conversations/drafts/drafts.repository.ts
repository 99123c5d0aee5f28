import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import type { DraftMark } from './draft.view.js';

type Marked = Omit<DraftMark, 'changedAt'> & { changedAt: Date };

const mark = `place, client_id as "clientId", conversation_id as "conversationId", version, changed_at as "changedAt"`;

/** What each employee is writing; nobody reads another's. */
@Injectable()
export class DraftsRepository {
  /** The newest first. */
  list(tx: Tx, { employeeId }: Viewer, limit: number): Promise<Marked[]> {
    return tx.query<Marked>(
      `select ${mark} from draft where employee_id = $1 order by changed_at desc, place limit ${limit}`,
      [employeeId],
    );
  }

  async find(tx: Tx, { employeeId }: Viewer, place: string): Promise<(Marked & { sealedDraft: Buffer }) | null> {
    const [row] = await tx.query<Marked & { sealedDraft: Buffer }>(
      `select ${mark}, sealed_draft as "sealedDraft" from draft where employee_id = $1 and place = $2`,
      [employeeId, place],
    );
    return row ?? null;
  }

  /** @returns null when another version stands there than the one that this goes on from */
  async keep(
    tx: Tx,
    { employeeId }: Viewer,
    draft: {
      place: string;
      clientId: string;
      conversationId: string | null;
      base: number | null;
      sealedDraft: Buffer;
    },
  ): Promise<Marked | null> {
    const { place, clientId, conversationId, base, sealedDraft } = draft;
    const [row] = await tx.query<Marked>(
      base === null
        ? `insert into draft (employee_id, place, client_id, conversation_id, sealed_draft) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning ${mark}`
        : `update draft set client_id = $3, conversation_id = $4, sealed_draft = $5, version = version + 1, changed_at = now()
           where employee_id = $1 and place = $2 and version = $6 returning ${mark}`,
      [employeeId, place, clientId, conversationId, sealedDraft, ...(base === null ? [] : [base])],
    );
    return row ?? null;
  }

  async delete(tx: Tx, { employeeId }: Viewer, place: string): Promise<void> {
    await tx.query(`delete from draft where employee_id = $1 and place = $2`, [employeeId, place]);
  }
}
