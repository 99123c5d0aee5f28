import { Injectable } from '@nestjs/common';
import { installEngine } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bus } from '#libs/messaging';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { deviceView } from '../extensions/device-view.js';
import { ExtensionsRepository } from '../extensions/extensions.repository.js';
import { EngineRepository, type EngineRow } from './engine.repository.js';
import type { EngineView, TelephonyView } from './engine.view.js';

/** The telephone engine as the telephony role last told of it. */
@Injectable()
export class EngineService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: EngineRepository,
    private readonly extensions: ExtensionsRepository,
    private readonly bus: Bus,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer): Promise<TelephonyView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const mine = await this.extensions.find(tx, viewer.employeeId);
      return {
        engine: viewOf(await this.repository.find(tx), viewer),
        ...(await this.repository.counts(tx)),
        myExtension: mine && { number: mine.number, devices: mine.devices.map(deviceView) },
      };
    });
  }

  /** Consent is on record. @throws OperationalError `bus.no-answer` */
  async install(viewer: Viewer): Promise<EngineView> {
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'telephony.engine-consented');
      return Promise.resolve();
    });
    await this.bus.ask(installEngine, {});
    return this.uow.as(scopeOf(viewer), async (tx) => viewOf(await this.repository.find(tx), viewer));
  }
}

function viewOf(row: EngineRow | null, viewer: Viewer): EngineView {
  if (row === null)
    return { state: 'unknown', code: null, detail: null, version: null, source: null, progress: null, at: null };
  const { at, detail, ...engine } = row;
  return { ...engine, detail: hasRight(viewer, 'telephony.manage') ? detail : null, at: at.toISOString() };
}
