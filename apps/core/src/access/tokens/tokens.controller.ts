import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentSession } from '../sign-in/current-session.js';
import type { FoundSession } from '../sign-in/sessions.repository.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { IntegrationsView, NewIntegration, NewToken, NewTokenView, TokensView } from './token.view.js';
import { TokensService } from './tokens.service.js';

@ApiTags('integrations')
@Controller()
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get('tokens')
  @Access('signed-in')
  @Returns(200, TokensView, 'Tokens that act in one’s own name, and the rights that one may give to another')
  mine(@CurrentViewer() viewer: Viewer): Promise<TokensView> {
    return this.tokens.mine(viewer);
  }

  @Post('tokens')
  @Access('signed-in')
  @Returns(201, NewTokenView, 'A token with a part of one’s own rights; it stands in this answer and never again')
  make(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: NewToken }) body: NewToken,
    @Req() request: Request,
  ): Promise<NewTokenView> {
    return this.tokens.make({ viewer, session, ip: request.ip ?? '' }, body);
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'A token of one’s own opens nothing any more')
  revokeMine(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.tokens.revokeMine(viewer, id);
  }

  @Get('integrations')
  @Access('integrations.manage')
  @Returns(200, IntegrationsView, 'Tokens of the company and of everybody in it')
  all(@CurrentViewer() viewer: Viewer): Promise<IntegrationsView> {
    return this.tokens.all(viewer);
  }

  @Post('integrations')
  @Access('integrations.manage')
  @Returns(201, NewTokenView, 'A token of the company, in the name of an employee and within their rights')
  integrate(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: NewIntegration }) body: NewIntegration,
    @Req() request: Request,
  ): Promise<NewTokenView> {
    return this.tokens.integrate({ viewer, session, ip: request.ip ?? '' }, body);
  }

  @Delete('integrations/:id')
  @HttpCode(204)
  @Access('integrations.manage')
  @Returns(204, null, 'A token of whoever’s opens nothing any more')
  revokeAny(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.tokens.revokeAny(viewer, id);
  }
}
