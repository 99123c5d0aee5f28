import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { ReadTo } from './call-records.js';

@Injectable()
export class TallyRepository {
  async find(tx: Tx): Promise<ReadTo | null> {
    const [row] = await tx.query<{ file: string; read_to: string }>('select file, read_to from tally');
    return row ? { file: row.file, at: Number(row.read_to) } : null;
  }

  async save(tx: Tx, { file, at }: ReadTo): Promise<void> {
    await tx.query(
      `insert into tally (file, read_to) values ($1, $2) on conflict (one) do update set file = excluded.file, read_to = excluded.read_to`,
      [file, at],
    );
  }
}
