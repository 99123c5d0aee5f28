import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

export interface Company {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly defaultCountry: string;
}

@Injectable()
export class CompanyRepository {
  async find(tx: Tx): Promise<Company | null> {
    const [row] = await tx.query<Company>(`select name, default_country as "defaultCountry" from company`);
    return row ?? null;
  }

  /** There is one row and no more: of two at once the second waits for the first. @returns false when it is there already */
  async insert(tx: Tx, company: Company): Promise<boolean> {
    const rows = await tx.query(
      `insert into company (name, default_country) values ($1, $2) on conflict do nothing returning name`,
      [company.name, company.defaultCountry],
    );
    return rows.length > 0;
  }
}
