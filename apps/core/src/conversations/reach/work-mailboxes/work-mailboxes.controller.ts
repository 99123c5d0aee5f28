import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmployeeId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { WorkMailboxAddress, WorkMailboxChoice, WorkMailboxCode, WorkMailboxView } from './work-mailbox.view.js';
import { WorkMailboxesService } from './work-mailboxes.service.js';

@ApiTags('account')
@Controller()
export class WorkMailboxesController {
  constructor(private readonly mailboxes: WorkMailboxesService) {}

  @Get('me/work-mailbox')
  @Access('signed-in')
  @Returns(200, WorkMailboxView, 'Where one works with letters, outside the page')
  mine(@CurrentViewer() viewer: Viewer): Promise<WorkMailboxView> {
    return this.mailboxes.get(viewer, viewer.employeeId);
  }

  @Put('me/work-mailbox')
  @Access('signed-in')
  @Returns(200, WorkMailboxView, 'Work in another mailbox: a code is sent there')
  askMine(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: WorkMailboxAddress }) { address }: WorkMailboxAddress,
  ): Promise<WorkMailboxView> {
    return this.mailboxes.ask(viewer, viewer.employeeId, address);
  }

  @Post('me/work-mailbox/code')
  @HttpCode(200)
  @Access('signed-in')
  @Returns(200, WorkMailboxView, 'The code that lay in the mailbox: it is one’s own')
  enter(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: WorkMailboxCode }) { code }: WorkMailboxCode,
  ): Promise<WorkMailboxView> {
    return this.mailboxes.enter(viewer, code);
  }

  @Patch('me/work-mailbox')
  @Access('signed-in')
  @Returns(200, WorkMailboxView, 'Whether letters of one’s clients are sent on there')
  choose(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: WorkMailboxChoice }) { forward }: WorkMailboxChoice,
  ): Promise<WorkMailboxView> {
    return this.mailboxes.choose(viewer, forward);
  }

  @Delete('me/work-mailbox')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Work in no mailbox any more')
  forgetMine(@CurrentViewer() viewer: Viewer): Promise<void> {
    return this.mailboxes.forget(viewer, viewer.employeeId);
  }

  @Get('employees/:id/work-mailbox')
  @Access('people.manage')
  @Returns(200, WorkMailboxView, 'Where somebody works with letters, outside the page')
  of(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId): Promise<WorkMailboxView> {
    return this.mailboxes.get(viewer, id);
  }

  @Put('employees/:id/work-mailbox')
  @Access('people.manage')
  @Returns(200, WorkMailboxView, 'Give somebody another mailbox to work in: they enter the code that is sent there')
  askOf(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: WorkMailboxAddress }) { address }: WorkMailboxAddress,
  ): Promise<WorkMailboxView> {
    return this.mailboxes.ask(viewer, id, address);
  }

  @Delete('employees/:id/work-mailbox')
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'Nothing is sent on to their mailbox any more')
  forgetOf(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId): Promise<void> {
    return this.mailboxes.forget(viewer, id);
  }
}
