import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { CurrentSession } from '../sign-in/current-session.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import {
  AnyMailPasswordView,
  MailPasswordsView,
  MyMailPasswordsView,
  NewMailPassword,
  NewMailPasswordView,
  type MailPasswordView,
} from './mail-password.view.js';
import { MailPasswordsService } from './mail-passwords.service.js';

@ApiTags('account')
@Controller()
export class MailPasswordsController {
  constructor(private readonly passwords: MailPasswordsService) {}

  @Get('me/mail-passwords')
  @Access('signed-in')
  @Returns(200, MyMailPasswordsView, 'By which one’s mail programs sign in, and what these have to be told')
  mine(@CurrentViewer() viewer: Viewer): Promise<MyMailPasswordsView> {
    return this.passwords.mine(viewer);
  }

  @Post('me/mail-passwords')
  @Access('signed-in')
  @Returns(201, NewMailPasswordView, 'A password for one mail program; it stands in this answer and never again')
  make(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: NewMailPassword }) body: NewMailPassword,
    @Req() request: Request,
  ): Promise<NewMailPasswordView> {
    return this.passwords.make(viewer, session, body, request.ip ?? '');
  }

  @Delete('me/mail-passwords/:passwordId')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'A mail password of one’s own opens nothing any more')
  revokeMine(
    @CurrentViewer() viewer: Viewer,
    @Param('passwordId', { schema: z.uuid() }) passwordId: string,
  ): Promise<void> {
    return this.passwords.revoke(viewer, viewer.employeeId, passwordId);
  }

  @Get('mail-passwords')
  @Access('channels.manage', { toTokens: false })
  @Returns(200, pageOf(AnyMailPasswordView), 'By which everybody’s mail programs sign in')
  all(
    @CurrentViewer() viewer: Viewer,
    @Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>,
  ): Promise<Page<AnyMailPasswordView>> {
    return this.passwords.all(viewer, query);
  }

  @Get('employees/:id/mail-passwords')
  @Access('channels.manage', { toTokens: false })
  @Returns(200, MailPasswordsView, 'By which somebody’s mail programs sign in')
  of(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
  ): Promise<{ items: MailPasswordView[] }> {
    return this.passwords.of(viewer, id);
  }

  @Delete('employees/:id/mail-passwords/:passwordId')
  @HttpCode(204)
  @Access('channels.manage', { toTokens: false })
  @Returns(204, null, 'A mail password of somebody’s opens nothing any more')
  revokeOf(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Param('passwordId', { schema: z.uuid() }) passwordId: string,
  ): Promise<void> {
    return this.passwords.revoke(viewer, id, passwordId);
  }
}
