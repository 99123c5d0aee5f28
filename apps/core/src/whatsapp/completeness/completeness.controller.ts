import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { CurrentViewer, scopeOf, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { CompletenessRepository } from './completeness.repository.js';

const Period = z.object({ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() });

export const CompletenessView = z
  .object({
    /** The newest first, at most 500. */
    rows: z.array(
      z.object({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        /** So many messages the provider has. */
        expected: z.int(),
        /** So many of them were not here when they were counted. */
        missing: z.int(),
      }),
    ),
  })
  .meta({ id: 'WhatsappCompleteness' });
export type CompletenessView = z.infer<typeof CompletenessView>;

const most = 500;

@ApiTags('whatsapp')
@Controller('whatsapp/numbers')
export class CompletenessController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CompletenessRepository,
  ) {}

  @Get(':id/completeness')
  @Access('channels.read')
  @Returns(200, CompletenessView, 'What WhatsApp has of a number, held against what is here')
  rows(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Query({ schema: Period }) { from, to }: z.infer<typeof Period>,
  ): Promise<CompletenessView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.isNumber(tx, id))) throw new UserError('whatsapp-number.not-found', { id });
      const [begin, end] = [new Date(from ?? 0), to === undefined ? new Date() : new Date(to)];
      const rows = await this.repository.rows(tx, id, begin, end, most);
      return { rows: rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() })) };
    });
  }
}
