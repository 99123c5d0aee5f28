import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { CompanyRepository } from './company.repository.js';
import type { CompanyProfile } from './company.view.js';

@Injectable()
export class CompanyService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CompanyRepository,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<CompanyProfile> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.profile(tx));
  }

  /** All of it at once. The numbers that are kept already stay as they are: a country only decides how the next one is read. */
  put(viewer: Viewer, profile: CompanyProfile): Promise<CompanyProfile> {
    const wanted = { ...profile, languages: [...new Set(profile.languages)] };
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const before = await this.repository.profile(tx);
      await this.repository.putProfile(tx, wanted);
      const fields = (Object.keys(wanted) as (keyof CompanyProfile)[]).filter(
        (name) => JSON.stringify(wanted[name]) !== JSON.stringify(before[name]),
      );
      this.audit.record(tx, viewer, 'company.changed', { body: { fields: fields.sort() } });
      return wanted;
    });
  }
}
