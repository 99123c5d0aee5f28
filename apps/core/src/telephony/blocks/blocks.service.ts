import { Injectable } from '@nestjs/common';
import { liftBlock, listBlocks } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { BlockedAddressView } from './block.view.js';

/** Addresses from which passwords were guessed. The telephony role keeps them out, and knows until when. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly audit: Audit,
  ) {}

  /** @throws OperationalError `bus.no-answer` */
  async list(): Promise<BlockedAddressView[]> {
    return (await this.bus.ask(listBlocks, {})).blocked;
  }

  /** On record, before it is done. @throws UserError `block.not-found`; OperationalError `bus.no-answer` */
  async lift(viewer: Viewer, address: string): Promise<void> {
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'telephony.block-lifted', { body: { address } });
      return Promise.resolve();
    });
    const { lifted } = await this.bus.ask(liftBlock, { address });
    if (!lifted) throw new UserError('block.not-found');
  }
}
