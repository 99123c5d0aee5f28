import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CopyRuleId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { CopyRuleView, NewCopyRule } from './copy-rule.view.js';
import { CopyRulesService } from './copy-rules.service.js';

@ApiTags('channels')
@Controller('copy-rules')
export class CopyRulesController {
  constructor(private readonly rules: CopyRulesService) {}

  @Get()
  @Access('channels.manage')
  @Returns(200, z.object({ items: z.array(CopyRuleView) }), 'Which letters are copied to whom')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: CopyRuleView[] }> {
    return { items: await this.rules.list(viewer) };
  }

  @Post()
  @Access('channels.manage')
  @Returns(201, CopyRuleView, 'A new rule; it holds for letters from now on')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewCopyRule }) body: NewCopyRule): Promise<CopyRuleView> {
    return this.rules.create(viewer, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('channels.manage')
  @Returns(204, null, 'End a rule; what it copied stays on record')
  end(@CurrentViewer() viewer: Viewer, @Param('id', { schema: CopyRuleId }) id: CopyRuleId): Promise<void> {
    return this.rules.end(viewer, id);
  }
}
