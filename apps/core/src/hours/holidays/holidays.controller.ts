import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Refuses, Returns } from '../../http/access.decorator.js';
import { HolidayChange, HolidaysFound, HolidayView, NewHolidays } from './holiday.view.js';
import { HolidaysService } from './holidays.service.js';

const HolidayId = z.uuid();
const List = z.object({ items: z.array(HolidayView) });

@ApiTags('routing')
@Controller('holidays')
export class HolidaysController {
  constructor(private readonly holidays: HolidaysService) {}

  @Get()
  @Access('channels.read')
  @Returns(200, List, 'On which days nobody is there, besides those of single channels; the next first')
  async list(@CurrentViewer() viewer: Viewer): Promise<z.infer<typeof List>> {
    return { items: await this.holidays.list(viewer) };
  }

  @Post('file')
  @HttpCode(200)
  @Access('channels.manage')
  @Refuses('holidays.file-unreadable', 'holidays.file-too-large')
  @Returns(200, HolidaysFound, 'What days a calendar (.ics) as the request body holds; nothing is kept')
  found(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<HolidaysFound> {
    return this.holidays.found(viewer, request);
  }

  @Post()
  @Access('channels.manage')
  @Refuses('holidays.limit', 'holidays.channel-unknown')
  @Returns(201, List, 'Add some; those that are there already, of the same channels, are not added again')
  async add(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewHolidays }) body: NewHolidays,
  ): Promise<z.infer<typeof List>> {
    return { items: await this.holidays.add(viewer, body) };
  }

  @Put(':id')
  @Access('channels.manage')
  @Refuses('holiday.not-found', 'holiday.there-already', 'holidays.channel-unknown')
  @Returns(200, HolidayView, 'Change one')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: HolidayId }) id: string,
    @Body({ schema: HolidayChange }) body: HolidayChange,
  ): Promise<HolidayView> {
    return this.holidays.change(viewer, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('channels.manage')
  @Refuses('holiday.not-found')
  @Returns(204, null, 'It is a day as any other')
  remove(@CurrentViewer() viewer: Viewer, @Param('id', { schema: HolidayId }) id: string): Promise<void> {
    return this.holidays.remove(viewer, id);
  }
}
