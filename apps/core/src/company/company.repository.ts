import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { CompanyProfile } from './company.view.js';
import type { Logo, LogoType } from './logo/clean-logo.js';

export interface Company {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly defaultCountry: string;
  readonly timeZone: string;
}

/** What everybody's page knows of it. */
export interface KnownCompany extends Company {
  /** Its first steps are not all taken, and nobody has ended them. */
  readonly settingUp: boolean;
  /** The version of its picture; null: it has none. */
  readonly logo: string | null;
}

@Injectable()
export class CompanyRepository {
  async find(tx: Tx): Promise<KnownCompany | null> {
    const [row] = await tx.query<KnownCompany>(
      `select name, default_country as "defaultCountry", time_zone as "timeZone", steps_ended_at is null as "settingUp",
         left(logo_sha256, 16) as logo from company`,
    );
    return row ?? null;
  }

  /** There is one row and no more: of two at once the second waits for the first. @returns false when it is there already */
  async insert(tx: Tx, company: Company): Promise<boolean> {
    const rows = await tx.query(
      `insert into company (name, default_country, time_zone) values ($1, $2, $3) on conflict do nothing returning name`,
      [company.name, company.defaultCountry, company.timeZone],
    );
    return rows.length > 0;
  }

  async logo(tx: Tx): Promise<{ sha256: string; type: LogoType } | null> {
    const [row] = await tx.query<{ sha256: string; type: LogoType }>(
      `select logo_sha256 as sha256, logo_type as type from company where logo_sha256 is not null`,
    );
    return row ?? null;
  }

  async putLogo(tx: Tx, logo: (Pick<Logo, 'type' | 'sides'> & { sha256: string; size: number }) | null): Promise<void> {
    const { sha256 = null, type = null, size = null, sides = null } = logo ?? {};
    await tx.query(
      `update company set logo_sha256 = $1, logo_type = $2, logo_size = $3, logo_width = $4, logo_height = $5`,
      [sha256, type, size, sides?.width ?? null, sides?.height ?? null],
    );
  }

  async profile(tx: Tx): Promise<CompanyProfile> {
    const [row] = await tx.query<CompanyProfile>(
      `select name, default_country as "defaultCountry", time_zone as "timeZone", languages, phone, website from company`,
    );
    return row!;
  }

  async putProfile(
    tx: Tx,
    { name, defaultCountry, timeZone, languages, phone, website }: CompanyProfile,
  ): Promise<void> {
    await tx.query(
      `update company set name = $1, default_country = $2, time_zone = $3, languages = $4, phone = $5, website = $6, confirmed_at = now()`,
      [name, defaultCountry, timeZone, languages, phone, website],
    );
  }
}
