import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Sha256 } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { CompanyRepository } from '../company.repository.js';
import { cleanLogo, logoLimitBytes, type LogoType } from './clean-logo.js';

/** The company's picture: in the frame of the page and before one is inside. */
@Injectable()
export class LogoService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CompanyRepository,
    private readonly evidence: EvidenceStore,
    private readonly audit: Audit,
  ) {}

  /** @returns its version. @throws UserError `logo.too-large`, and what `cleanLogo` throws */
  async put(viewer: Viewer, bytes: Readable): Promise<string> {
    const { bytes: cleaned, type, sides } = await cleanLogo(await readUpTo(bytes, logoLimitBytes));
    const { sha256, size } = await this.evidence.put(cleaned);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putLogo(tx, { sha256, type, size, sides });
      this.audit.record(tx, viewer, 'company.logo-changed', { body: { type, size: cleaned.length } });
      return sha256.slice(0, 16);
    });
  }

  remove(viewer: Viewer): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putLogo(tx, null);
      this.audit.record(tx, viewer, 'company.logo-removed');
    });
  }

  /** Everybody's, before anybody has signed in. @throws UserError `logo.not-found` */
  async get(): Promise<{ type: LogoType; bytes: Buffer }> {
    const logo = await this.uow.run((tx) => this.repository.logo(tx));
    if (logo === null) throw new UserError('logo.not-found');
    return { type: logo.type, bytes: await this.evidence.read(logo.sha256 as Sha256, 2 * logoLimitBytes) };
  }
}

async function readUpTo(bytes: Readable, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw new UserError('logo.too-large', { limit });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
