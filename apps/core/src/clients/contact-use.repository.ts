import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ContactUse, KnownContact } from '../access/masking.js';

/** Entries of a timeline that are looked through for who wrote and who was written to. */
const lookedThrough = 200;

interface UseRow {
  medium: string;
  direction: 'inbound' | 'outbound';
  who: string;
  at: Date;
}

/** When an address of a client was last used, by them and by us. */
@Injectable()
export class ContactUseRepository {
  /** Out of the newest entries of the card alone: what is older is no fresh address. */
  async ofCard(tx: Tx, clientId: ClientId): Promise<(point: KnownContact) => ContactUse> {
    const rows = await tx.query<UseRow>(`select medium, direction, who, at from core.card_contact_use($1, $2)`, [
      clientId,
      lookedThrough,
    ]);
    return (point) => ({ lastInAt: lastOf(rows, 'inbound', point), lastOutAt: lastOf(rows, 'outbound', point) });
  }
}

const media: Readonly<Record<KnownContact['kind'], readonly string[]>> = {
  email: ['email'],
  phone: ['phone', 'whatsapp'],
  whatsapp: ['whatsapp'],
};

function lastOf(rows: readonly UseRow[], direction: UseRow['direction'], { kind, value }: KnownContact): Date | null {
  const wanted = value.replace(/^\+/, '').toLowerCase();
  const used = rows.filter(
    (row) =>
      row.direction === direction &&
      media[kind].includes(row.medium) &&
      row.who.replace(/@(c\.us|s\.whatsapp\.net)$/, '') === wanted,
  );
  return used.length === 0 ? null : new Date(Math.max(...used.map(({ at }) => at.getTime())));
}
