import { Injectable } from '@nestjs/common';
import type { EngineChanged } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface EngineRow extends Omit<EngineChanged, 'at'> {
  readonly at: Date;
}

@Injectable()
export class EngineRepository {
  async find(tx: Tx): Promise<EngineRow | null> {
    const [row] = await tx.query<EngineRow>(
      `select state, code, detail, version, source, progress, at from telephony_engine`,
    );
    return row ?? null;
  }

  /** Older news is ignored. @returns what was before (null: nothing was known); false: nothing changed */
  async note(tx: Tx, { at, progress, ...engine }: EngineChanged): Promise<EngineRow['state'] | null | false> {
    const [before] = await tx.query<{ state: EngineRow['state'] }>(`select state from telephony_engine for update`);
    const rows = await tx.query(
      `insert into telephony_engine (state, code, detail, version, source, progress, at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (single) do update set state = excluded.state, code = excluded.code, detail = excluded.detail,
         version = excluded.version, source = excluded.source, progress = excluded.progress, at = excluded.at
         where telephony_engine.at <= excluded.at
       returning state`,
      [
        ...[engine.state, engine.code, engine.detail, engine.version, engine.source],
        ...[progress === null ? null : JSON.stringify(progress), at],
      ],
    );
    return rows.length > 0 && (before?.state ?? null);
  }

  async counts(tx: Tx): Promise<{ trunks: number; numbers: number }> {
    const [row] = await tx.query<{ trunks: number; numbers: number }>(
      `select (select count(*)::int from trunk where not unsaved) as trunks,
         (select count(*)::int from channel where medium = 'phone' and not unsaved) as numbers`,
    );
    return row!;
  }
}
