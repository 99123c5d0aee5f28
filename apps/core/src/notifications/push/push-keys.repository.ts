import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

export interface PushKeyRow {
  readonly publicKey: string;
  readonly sealedPrivate: Buffer;
}

@Injectable()
export class PushKeysRepository {
  async find(tx: Tx): Promise<PushKeyRow | null> {
    const [row] = await tx.query<PushKeyRow>(
      `select public_key as "publicKey", sealed_private as "sealedPrivate" from push_key`,
    );
    return row ?? null;
  }

  /** @returns those that hold: these, or what somebody kept a moment before */
  async keep(tx: Tx, { publicKey, sealedPrivate }: PushKeyRow): Promise<PushKeyRow> {
    await tx.query(`insert into push_key (public_key, sealed_private) values ($1, $2) on conflict do nothing`, [
      publicKey,
      sealedPrivate,
    ]);
    return (await this.find(tx))!;
  }
}
