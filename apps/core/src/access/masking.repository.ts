import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { ContactSight, maySeeContacts, type OwnAddresses } from './masking.js';
import type { Viewer } from './viewer.js';

/** Loads what masking must leave alone. */
@Injectable()
export class Masking {
  /** One statement; the lists are as long as the company has channels and people. */
  async for(tx: Tx, viewer: Viewer): Promise<ContactSight> {
    return new ContactSight(maySeeContacts(viewer), await this.own(tx));
  }

  /** Of several people at once: who is rung sees what they may see. */
  async forEach(tx: Tx): Promise<(viewer: Viewer) => ContactSight> {
    const own = await this.own(tx);
    const [whole, masked] = [new ContactSight(true, own), new ContactSight(false, own)];
    return (viewer) => (maySeeContacts(viewer) ? whole : masked);
  }

  /** What is the company's own. As JSON: an array of PostgreSQL's is read sign by sign, which two hundred people feel on every page. */
  async own(tx: Tx): Promise<OwnAddresses> {
    const rows = await tx.query<{ country: string | null; emails: string[] | null; phones: string[] | null }>(
      `select (select default_country from company) as country,
         (select json_agg(address) from (
            select lower(address) as address from channel where medium = 'email'
            union select lower(a) from channel, unnest(aliases) as a where medium = 'email'
            union select email from employee) as own) as emails,
         (select json_agg(address) from channel where medium <> 'email') as phones`,
    );
    const { country, emails, phones } = rows[0]!;
    return {
      emails: new Set(emails ?? []),
      phones: new Set((phones ?? []).map((phone) => (phone.startsWith('+') ? phone : `+${phone}`))),
      country: country ?? 'UA',
    };
  }
}
