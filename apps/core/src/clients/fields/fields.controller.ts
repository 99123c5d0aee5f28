import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ClientView } from '../client.view.js';
import { CardFieldChange, CardFieldView, FieldOrder, NewCardField } from './card-field.view.js';
import { FieldsService } from './fields.service.js';

const Fields = z.object({ items: z.array(CardFieldView) });
type Fields = z.infer<typeof Fields>;

@ApiTags('clients')
@Controller()
export class FieldsController {
  constructor(private readonly fields: FieldsService) {}

  @Get('card-fields')
  @Access('clients.read')
  @Returns(200, Fields, 'The company’s own fields of its cards, as the card shows them; archived ones last')
  async list(@CurrentViewer() viewer: Viewer): Promise<Fields> {
    return { items: await this.fields.list(viewer) };
  }

  @Post('card-fields')
  @Access('cards.manage')
  @Returns(201, CardFieldView, 'One more field')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewCardField }) body: NewCardField): Promise<CardFieldView> {
    return this.fields.create(viewer, body);
  }

  @Put('card-fields/order')
  @Access('cards.manage')
  @Returns(200, Fields, 'The order in which the card shows them')
  async order(@CurrentViewer() viewer: Viewer, @Body({ schema: FieldOrder }) body: FieldOrder): Promise<Fields> {
    return { items: await this.fields.order(viewer, body) };
  }

  @Patch('card-fields/:id')
  @Access('cards.manage')
  @Returns(200, CardFieldView, 'Change a field, or archive it: its values stay')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: CardFieldChange }) body: CardFieldChange,
  ): Promise<CardFieldView> {
    return this.fields.change(viewer, id, body);
  }

  @Post('clients/:id/fields-confirmation')
  @HttpCode(200)
  @Access('clients.write')
  @Returns(200, ClientView, 'What stands in the fields is still right')
  confirm(@CurrentViewer() viewer: Viewer, @Param('id', { schema: ClientId }) id: ClientId): Promise<ClientView> {
    return this.fields.confirm(viewer, id);
  }
}
