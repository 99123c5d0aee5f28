import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** From which corporate address the company itself writes to its people. */
export interface CompanyMailbox {
  readonly id: ChannelId;
  readonly address: string;
  readonly name: string;
}

@Injectable()
export class CompanyLettersRepository {
  /** The preferred one if it can send now, else the oldest that can; null: none can. */
  async mailbox(tx: Tx, preferred: ChannelId | null): Promise<CompanyMailbox | null> {
    const [row] = await tx.query<CompanyMailbox>(
      `select h.id, h.address, coalesce((select name from company), h.name) as name from channel h
       where h.medium = 'email' and h.enabled and not h.unsaved and jsonb_typeof(h.settings -> 'smtp') = 'object'
       order by h.id is not distinct from $1::uuid desc, h.created_at, h.id limit 1`,
      [preferred],
    );
    return row ?? null;
  }
}
