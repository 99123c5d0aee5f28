import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../../viewer.js';
import { CurrentSession } from '../current-session.js';
import { MeView } from '../session.view.js';
import type { FoundSession } from '../sessions.repository.js';
import { SignInService } from '../sign-in.service.js';
import { AccountService } from './account.service.js';
import { EndedSessions, MeChange, PasswordChange, SessionsView, type SessionView } from './account.view.js';

@ApiTags('account')
@Controller()
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly signIn: SignInService,
  ) {}

  @Patch('me')
  @Access('signed-in')
  @Returns(200, MeView, 'Change one’s own name, or the language of the page')
  async changeMe(@CurrentViewer() viewer: Viewer, @Body({ schema: MeChange }) body: MeChange): Promise<MeView> {
    await this.account.change(viewer, body);
    return this.signIn.me(viewer);
  }

  @Post('me/password')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Change one’s own password; whoever else is signed in with the old one is out')
  changePassword(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: PasswordChange }) body: PasswordChange,
    @Req() request: Request,
  ): Promise<void> {
    return this.account.changePassword(viewer, session, body, request.ip ?? '');
  }

  @Get('me/sessions')
  @Access('signed-in')
  @Returns(200, SessionsView, 'Where one is signed in, the latest used first')
  async mySessions(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
  ): Promise<{ items: SessionView[] }> {
    return { items: await this.account.mySessions(viewer, session) };
  }

  @Delete('me/sessions')
  @HttpCode(200)
  @Access('signed-in')
  @Returns(200, EndedSessions, 'End all of one’s sessions but this one')
  async endMyOthers(@CurrentViewer() viewer: Viewer, @CurrentSession() session: FoundSession): Promise<EndedSessions> {
    return { ended: await this.account.endOthers(viewer, viewer.employeeId, session) };
  }

  @Delete('me/sessions/:sessionId')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'End one of one’s sessions')
  endMine(@CurrentViewer() viewer: Viewer, @Param('sessionId', { schema: z.uuid() }) sessionId: string): Promise<void> {
    return this.account.endOne(viewer, viewer.employeeId, sessionId);
  }

  @Get('employees/:id/sessions')
  @Access('people.manage')
  @Returns(200, SessionsView, 'Where somebody is signed in')
  async sessionsOf(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
  ): Promise<{ items: SessionView[] }> {
    return { items: await this.account.sessionsOf(viewer, session, id) };
  }

  @Delete('employees/:id/sessions')
  @HttpCode(200)
  @Access('people.manage')
  @Returns(200, EndedSessions, 'End all sessions of somebody; of oneself all but this one')
  async endAllOf(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
  ): Promise<EndedSessions> {
    return { ended: await this.account.endOthers(viewer, id, session) };
  }

  @Delete('employees/:id/sessions/:sessionId')
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'End one session of somebody')
  endOneOf(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Param('sessionId', { schema: z.uuid() }) sessionId: string,
  ): Promise<void> {
    return this.account.endOne(viewer, id, sessionId);
  }
}
