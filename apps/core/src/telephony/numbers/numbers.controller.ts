import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChannelId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { NewNumber, NumberChange, NumberView } from './number.view.js';
import { NumbersService } from './numbers.service.js';

@ApiTags('telephony')
@Controller('numbers')
export class NumbersController {
  constructor(private readonly numbers: NumbersService) {}

  @Get()
  @Access('telephony.manage')
  @Returns(200, z.object({ items: z.array(NumberView) }), 'The company\u2019s numbers and how calls to them go')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: NumberView[] }> {
    return { items: await this.numbers.list(viewer) };
  }

  @Post()
  @Access('telephony.manage')
  @Returns(201, NumberView, 'A number of the company on one of its trunks; it is a channel')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewNumber }) body: NewNumber): Promise<NumberView> {
    return this.numbers.create(viewer, body);
  }

  @Patch(':id')
  @Access('telephony.manage')
  @Returns(200, NumberView, 'Change a number')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ChannelId }) id: ChannelId,
    @Body({ schema: NumberChange }) body: NumberChange,
  ): Promise<NumberView> {
    return this.numbers.change(viewer, id, body);
  }
}
