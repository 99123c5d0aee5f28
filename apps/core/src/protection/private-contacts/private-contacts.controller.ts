import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { NewPrivateContact, PrivateContactView } from './private-contact.js';
import { PrivateContactsService } from './private-contacts.service.js';

@ApiTags('protection')
@Controller('employees/:id/private-contacts')
export class PrivateContactsController {
  constructor(private readonly contacts: PrivateContactsService) {}

  @Get()
  @Access('people.manage')
  @Returns(200, z.object({ items: z.array(PrivateContactView) }), 'What is an employee’s own, and no way for clients')
  async list(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId) {
    return { items: await this.contacts.list(viewer, id) };
  }

  @Post()
  @Access('people.manage')
  @Returns(201, PrivateContactView, 'One more; it is noticed from now on in what is written to clients and by them')
  add(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: NewPrivateContact }) body: NewPrivateContact,
  ): Promise<PrivateContactView> {
    return this.contacts.add(viewer, id, body);
  }

  @Delete(':contactId')
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'It is looked for no more')
  remove(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Param('contactId', { schema: z.uuid() }) contactId: string,
  ): Promise<void> {
    return this.contacts.remove(viewer, id, contactId);
  }
}
