import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { DeviceId, EmployeeId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { DevicesService } from './devices.service.js';
import { ExtensionChange, ExtensionView, NewDevice, NewDeviceView, SoftphoneView } from './extension.view.js';
import { ExtensionsService } from './extensions.service.js';
import { SoftphonesService } from './softphones.service.js';

@ApiTags('telephony')
@Controller()
export class ExtensionsController {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly devices: DevicesService,
    private readonly softphones: SoftphonesService,
  ) {}

  @Get('extensions')
  @Access('people.read')
  @Returns(200, z.object({ items: z.array(ExtensionView) }), 'Who has which extension, and who can be reached')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: ExtensionView[] }> {
    return { items: await this.extensions.list(viewer) };
  }

  @Put('employees/:id/extension')
  @Access('telephony.manage')
  @Returns(200, ExtensionView, 'Give an employee an extension, or another one')
  put(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: ExtensionChange }) body: z.infer<typeof ExtensionChange>,
  ): Promise<ExtensionView> {
    return this.extensions.put(viewer, id, body.number);
  }

  @Post('employees/:id/devices')
  @Access('people.read')
  @Returns(201, NewDeviceView, 'A desk phone or SIP program of an employee; its password is shown this once')
  add(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: NewDevice }) body: NewDevice,
  ): Promise<NewDeviceView> {
    return this.devices.add(viewer, id, body);
  }

  @Delete('devices/:id')
  @HttpCode(204)
  @Access('people.read')
  @Returns(204, null, 'Revoke a device: it loses its registration at once')
  async revoke(@CurrentViewer() viewer: Viewer, @Param('id', { schema: DeviceId }) id: DeviceId): Promise<void> {
    await this.devices.revoke(viewer, id);
  }

  @Post('softphone')
  @Access('calls.make')
  @Returns(201, SoftphoneView, 'What the page registers its softphone with; it ends with the session')
  softphone(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<SoftphoneView> {
    return this.softphones.open(viewer, request.headers);
  }
}
