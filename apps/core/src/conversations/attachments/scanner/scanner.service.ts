import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../../http/paging.js';
import { ClamdScan, clamdVersion, ScannerAway, type ScannerVersion } from '../clamd.js';
import { harmlessThreat } from './harmless-threat.js';
import { ScannerRepository } from './scanner.repository.js';
import type { HeldFileView, ScannerTrialView, ScannerView } from './scanner.view.js';

/** ClamAV makes new ones several times a day: a week without is a machine that gets none. */
const oldAfterMs = 7 * 24 * 60 * 60_000;

const Place = z.object({ interactionId: z.uuid(), n: z.coerce.number().int() });

/** How the scanner is, whether it finds what it must find, and what it has put away. */
@Injectable()
export class ScannerService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'clamd'>,
    private readonly uow: UnitOfWork,
    private readonly repository: ScannerRepository,
    private readonly audit: Audit,
  ) {}

  /** Numbers alone: whoever keeps the machine alive needs no card for them. */
  async get(): Promise<ScannerView> {
    const { clamd } = this.settings;
    const [counts, asked] = await Promise.all([
      this.uow.run((tx) => this.repository.counts(tx)),
      clamd === null ? null : versionOf(clamd.address),
    ]);
    const version = asked !== null && 'program' in asked ? asked : null;
    const signatures = version?.signatures ?? null;
    return {
      state: asked === null ? 'none' : version === null ? 'away' : isOld(version) ? 'old' : 'well',
      why: asked !== null && 'why' in asked ? asked.why : null,
      program: version?.program ?? null,
      signatures: signatures && { version: signatures.version, at: signatures.at?.toISOString() ?? null },
      unchecked: clamd?.unchecked ?? 'allow',
      ...counts,
      lastScanAt: counts.lastScanAt?.toISOString() ?? null,
    };
  }

  /** It is shown what every scanner must find. */
  async test(viewer: Viewer): Promise<ScannerTrialView> {
    const tried = await this.tried();
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'scanner.tested', { body: { outcome: tried.outcome } });
      return Promise.resolve();
    });
    return tried;
  }

  /** What is put away, the newest first. Whoever reads it is on record; a file is let out at its own address. */
  held(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<HeldFileView>> {
    const after = placeOf(readCursor(cursor, 2));
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.held(tx, after, limit + 1);
      this.audit.record(tx, viewer, 'scanner.held-read', { body: { shown: Math.min(rows.length, limit) } });
      return pageFrom(
        rows,
        limit,
        (row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }),
        (row) => cursorOf(row.interactionId, row.n),
      );
    });
  }

  private async tried(): Promise<ScannerTrialView> {
    if (this.settings.clamd === null) return { outcome: 'away', threat: null, why: 'none' };
    try {
      const scan = await ClamdScan.begin(this.settings.clamd.address);
      await scan.write(harmlessThreat());
      const verdict = await scan.verdict();
      if (verdict.is === 'infected') return { outcome: 'found', threat: verdict.threat, why: null };
      return { outcome: 'missed', threat: null, why: null };
    } catch (error) {
      return { outcome: 'away', threat: null, ...whyAway(error) };
    }
  }
}

/** @throws UserError `page.cursor-invalid` */
function placeOf(keys: readonly string[] | null): { interactionId: string; n: number } | null {
  if (keys === null) return null;
  const place = Place.safeParse({ interactionId: keys[0], n: keys[1] });
  if (!place.success) throw new UserError('page.cursor-invalid');
  return place.data;
}

const versionOf = (address: string): Promise<ScannerVersion | { why: string }> => clamdVersion(address).catch(whyAway);

function whyAway(error: unknown): { why: string } {
  if (!(error instanceof ScannerAway)) throw error;
  return { why: String(error.details['why']) };
}

function isOld({ signatures }: ScannerVersion): boolean {
  return signatures === null || (signatures.at !== null && Date.now() - signatures.at.getTime() > oldAfterMs);
}
