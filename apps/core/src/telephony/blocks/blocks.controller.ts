import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { Address, BlockedAddressView } from './block.view.js';
import { BlocksService } from './blocks.service.js';

@ApiTags('telephony')
@Controller('telephony/blocked-addresses')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get()
  @Access('telephony.manage')
  @Returns(200, z.object({ items: z.array(BlockedAddressView) }), 'Addresses that are kept out for wrong passwords')
  async list(): Promise<{ items: BlockedAddressView[] }> {
    return { items: await this.blocks.list() };
  }

  @Delete(':address')
  @HttpCode(204)
  @Access('telephony.manage')
  @Returns(204, null, 'Let an address in again at once')
  async lift(@CurrentViewer() viewer: Viewer, @Param('address', { schema: Address }) address: string): Promise<void> {
    await this.blocks.lift(viewer, address);
  }
}
