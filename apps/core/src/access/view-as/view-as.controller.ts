import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns, WhileViewing } from '../../http/access.decorator.js';
import { CurrentSession } from '../sign-in/current-session.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { ViewAsService } from './view-as.service.js';

const ViewAs = z.object({ employeeId: EmployeeId });

@ApiTags('session')
@Controller('session/view-as')
export class ViewAsController {
  constructor(private readonly viewing: ViewAsService) {}

  @Post()
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'See the page as this employee sees it; nothing can be changed meanwhile')
  begin(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: ViewAs }) { employeeId }: z.infer<typeof ViewAs>,
  ): Promise<void> {
    return this.viewing.begin(viewer, session, employeeId);
  }

  @Delete()
  @HttpCode(204)
  @Access('signed-in')
  @WhileViewing()
  @Returns(204, null, 'As oneself again')
  end(@CurrentViewer() viewer: Viewer, @CurrentSession() session: FoundSession): Promise<void> {
    return this.viewing.end(viewer, session);
  }
}
