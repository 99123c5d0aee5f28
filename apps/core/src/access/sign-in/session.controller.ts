import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access, Returns, WhileViewing } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { Admission } from './admission.js';
import { fromOf } from './entrance.js';
import { SecondStep, SignInAnswer } from './second-factor/second-factor.view.js';
import { SecondStepService } from './second-factor/second-step.service.js';
import { MeView, Setup, SetupState, SignIn } from './session.view.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';
import { SessionCookie } from './session-cookie.js';
import { StepCookie } from './step-cookie.js';

@ApiTags('session')
@Controller()
export class SessionController {
  constructor(
    private readonly signIn: SignInService,
    private readonly second: SecondStepService,
    private readonly admission: Admission,
    private readonly stepCookie: StepCookie,
    private readonly setup: SetupService,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('session')
  @HttpCode(200)
  @Access('public')
  @Returns(
    200,
    SignInAnswer,
    'Sign in with e-mail and password: in, or what has to follow; the answer sets the session cookie',
  )
  async open(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignInAnswer> {
    return this.admission.answer(await this.signIn.signIn(body, fromOf(request)), request, response);
  }

  @Post('session/second-factor')
  @HttpCode(200)
  @Access('public')
  @Returns(200, MeView, 'The second half of a sign-in: a code of the app, or a recovery code')
  async secondStep(
    @Body({ schema: SecondStep }) body: SecondStep,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeView> {
    const binding = this.stepCookie.find(request.headers);
    const entered = await this.second.finish({ ...body, binding }, fromOf(request));
    return this.admission.admit(entered, request, response);
  }

  @Delete('session')
  @HttpCode(204)
  @WhileViewing()
  @Access('enrolling')
  @Returns(204, null, 'Sign out')
  async close(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const given = this.cookie.find(request.headers);
    if (given !== null) await this.signIn.signOut(given.token);
    this.cookie.clear(response);
  }

  @Get('me')
  @Access('signed-in', { toTokens: true })
  @Returns(200, MeView, 'Who is signed in, and what they may do')
  me(@CurrentViewer() viewer: Viewer): Promise<MeView> {
    return this.signIn.me(viewer);
  }

  @Post('me/notices/:noticeId/seen')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'What happened to the account was seen')
  seen(@CurrentViewer() viewer: Viewer, @Param('noticeId', { schema: z.uuid() }) noticeId: string): Promise<void> {
    return this.signIn.seen(viewer, noticeId);
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
