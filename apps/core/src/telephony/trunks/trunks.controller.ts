import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { TrunkId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { NewTrunk, TrunkChange, TrunkTrial, TrunkTrialView, TrunkView } from './trunk.view.js';
import { TrunksService } from './trunks.service.js';

@ApiTags('telephony')
@Controller('trunks')
export class TrunksController {
  constructor(private readonly trunks: TrunksService) {}

  @Get()
  @Access('telephony.manage')
  @Returns(200, z.object({ items: z.array(TrunkView) }), 'Provider accounts and how they are')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: TrunkView[] }> {
    return { items: await this.trunks.list(viewer) };
  }

  @Post()
  @Access('telephony.manage')
  @Returns(201, TrunkView, 'Connect a provider account')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewTrunk }) body: NewTrunk): Promise<TrunkView> {
    return this.trunks.create(viewer, body);
  }

  @Post('test')
  @HttpCode(200)
  @Access('telephony.manage')
  @Returns(200, TrunkTrialView, 'Try the settings with the real provider, step by step, saving nothing')
  test(@CurrentViewer() viewer: Viewer, @Body({ schema: TrunkTrial }) body: TrunkTrial): Promise<TrunkTrialView> {
    return this.trunks.test(viewer, body);
  }

  @Patch(':id')
  @Access('telephony.manage')
  @Returns(200, TrunkView, 'Change a provider account; a password left out stays')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TrunkId }) id: TrunkId,
    @Body({ schema: TrunkChange }) body: TrunkChange,
  ): Promise<TrunkView> {
    return this.trunks.change(viewer, id, body);
  }
}
