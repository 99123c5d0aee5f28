import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { CompletenessRepository } from './completeness.repository.js';
import type { CompletenessView, Period } from './completeness.view.js';

const most = 500;

/** What WhatsApp has of a number, held against what is here. */
@Injectable()
export class CompletenessService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CompletenessRepository,
  ) {}

  /** @throws UserError `whatsapp-number.not-found` */
  rows(viewer: Viewer, id: ChannelId, { from, to }: Period): Promise<CompletenessView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.nameOf(tx, id)) === null) throw new UserError('whatsapp-number.not-found', { id });
      const [begin, end] = [new Date(from ?? 0), to === undefined ? new Date() : new Date(to)];
      const rows = await this.repository.rows(tx, id, begin, end, most);
      return { rows: rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() })) };
    });
  }
}
