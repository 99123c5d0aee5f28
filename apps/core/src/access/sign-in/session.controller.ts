import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { MeView, Setup, SetupState, SignIn } from './session.view.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';
import { SessionCookie } from './session-cookie.js';

@ApiTags('session')
@Controller()
export class SessionController {
  constructor(
    private readonly signIn: SignInService,
    private readonly setup: SetupService,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('session')
  @HttpCode(200)
  @Access('public')
  @Returns(200, MeView, 'Sign in with e-mail and password; the answer sets the session cookie')
  async open(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeView> {
    const { token, expiresAt, viewer } = await this.signIn.signIn(body, {
      ip: request.ip ?? '',
      userAgent: request.get('user-agent') ?? '',
    });
    const before = this.cookie.find(request.headers);
    if (before?.kind === 'cookie') await this.signIn.signOut(before.token);
    this.cookie.set(response, token, expiresAt);
    return this.signIn.me(viewer);
  }

  @Delete('session')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Sign out')
  async close(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const given = this.cookie.find(request.headers);
    if (given !== null) await this.signIn.signOut(given.token);
    this.cookie.clear(response);
  }

  @Get('me')
  @Access('signed-in')
  @Returns(200, MeView, 'Who is signed in, and what they may do')
  me(@CurrentViewer() viewer: Viewer): Promise<MeView> {
    return this.signIn.me(viewer);
  }

  @Get('setup')
  @Access('public')
  @Returns(200, SetupState, 'Whether this installation still waits for its owner')
  async setupState(): Promise<z.infer<typeof SetupState>> {
    return { needed: await this.setup.needed() };
  }

  @Post('setup')
  @HttpCode(204)
  @Access('public')
  @Returns(204, null, 'Name the company and its owner, once, with the code that the server printed')
  async setUp(@Body({ schema: Setup }) body: Setup, @Req() request: Request): Promise<void> {
    await this.setup.setUp(body, { ip: request.ip ?? '' });
  }
}
