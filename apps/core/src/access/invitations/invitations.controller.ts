import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import {
  InvitationToken,
  InvitationView,
  Joining,
  JoiningView,
  NewInvitation,
  NewInvitationView,
} from './invitation.view.js';
import { InvitationsService } from './invitations.service.js';

const Id = z.uuid();

@ApiTags('people')
@Controller()
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get('invitations')
  @Access('people.manage')
  @Returns(200, z.object({ items: z.array(InvitationView) }), 'Who is invited and has not come yet')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: InvitationView[] }> {
    return { items: await this.invitations.list(viewer) };
  }

  @Post('invitations')
  @Access('people.manage')
  @Returns(201, NewInvitationView, 'Invite somebody: a link that is shown once and good for seven days')
  invite(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: NewInvitation }) body: NewInvitation,
  ): Promise<NewInvitationView> {
    return this.invitations.invite(viewer, body);
  }

  @Post('invitations/:id/renew')
  @HttpCode(200)
  @Access('people.manage')
  @Returns(200, NewInvitationView, 'Another link; the one before opens nothing any more')
  renew(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<NewInvitationView> {
    return this.invitations.renew(viewer, id);
  }

  @Delete('invitations/:id')
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'Withdraw an invitation')
  withdraw(@CurrentViewer() viewer: Viewer, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.invitations.withdraw(viewer, id);
  }

  @Get('joining/:token')
  @Access('public')
  @Returns(200, JoiningView, 'Who is invited by this link, and where to')
  look(@Param('token', { schema: InvitationToken }) token: string): Promise<JoiningView> {
    return this.invitations.look(token);
  }

  @Post('joining/:token')
  @HttpCode(204)
  @Access('public')
  @Returns(204, null, 'Come: set one’s own password, and sign in with it afterwards')
  join(
    @Param('token', { schema: InvitationToken }) token: string,
    @Body({ schema: Joining }) body: Joining,
  ): Promise<void> {
    return this.invitations.join(token, body);
  }
}
