import { Body, Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ClientId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ClientView } from '../client.view.js';
import { NewTag, TagChange, TagView } from './tag.view.js';
import { TagsService } from './tags.service.js';

const Tags = z.object({ items: z.array(TagView) });
const TagId = z.uuid();

@ApiTags('clients')
@Controller()
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get('card-tags')
  @Access('clients.read')
  @Returns(200, Tags, 'The company’s tags by name, archived ones last')
  async list(@CurrentViewer() viewer: Viewer): Promise<z.infer<typeof Tags>> {
    return { items: await this.tags.list(viewer) };
  }

  @Post('card-tags')
  @Access('clients.assign')
  @Returns(201, TagView, 'One more tag')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewTag }) body: NewTag): Promise<TagView> {
    return this.tags.create(viewer, body);
  }

  @Patch('card-tags/:id')
  @Access('clients.assign')
  @Returns(200, TagView, 'Change a tag, or archive it: then no card shows it')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TagId }) id: string,
    @Body({ schema: TagChange }) body: TagChange,
  ): Promise<TagView> {
    return this.tags.change(viewer, id, body);
  }

  @Put('clients/:id/tags/:tagId')
  @Access('clients.write')
  @Returns(200, ClientView, 'The card has the tag')
  put(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('tagId', { schema: TagId }) tagId: string,
  ): Promise<ClientView> {
    return this.tags.put(viewer, id, tagId, true);
  }

  @Delete('clients/:id/tags/:tagId')
  @Access('clients.write')
  @Returns(200, ClientView, 'The card does not have the tag any more')
  take(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: ClientId }) id: ClientId,
    @Param('tagId', { schema: TagId }) tagId: string,
  ): Promise<ClientView> {
    return this.tags.put(viewer, id, tagId, false);
  }
}
