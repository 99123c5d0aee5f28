import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SETTINGS, type Settings } from '#libs/config';
import { Access, Returns } from '../../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../../viewer.js';
import { Admission } from '../admission.js';
import { CurrentSession } from '../current-session.js';
import { fromOf } from '../entrance.js';
import { PasswordIfAsked, RecoveryCodesView } from '../second-factor/second-factor.view.js';
import { MeView } from '../session.view.js';
import { SessionCookie } from '../session-cookie.js';
import type { FoundSession } from '../sessions.repository.js';
import { StepCookie } from '../step-cookie.js';
import {
  NewPasskey,
  PasskeyAnswer,
  PasskeyChange,
  PasskeyOptions,
  PasskeysView,
  PasskeyStepView,
  StepChallenge,
} from './passkey.view.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { PasskeysService } from './passkeys.service.js';
import { relyingPartyOf, type RelyingParty } from './relying-party.js';

const passkeyId = { schema: z.uuid() };

@ApiTags('account')
@Controller()
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly signIn: PasskeySignInService,
    private readonly admission: Admission,
    private readonly cookie: SessionCookie,
    private readonly stepCookie: StepCookie,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('me/passkeys')
  @Access('enrolling')
  @Returns(200, PasskeysView, 'One’s own passkeys, the oldest first')
  list(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<PasskeysView> {
    return this.passkeys.list(viewer, this.party(request));
  }

  @Post('me/passkeys/options')
  @HttpCode(200)
  @Access('enrolling')
  @Returns(200, PasskeyOptions, 'What the browser needs to make a passkey; good for five minutes and once')
  offer(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: PasswordIfAsked }) { password }: PasswordIfAsked,
    @Req() request: Request,
  ): Promise<PasskeyOptions> {
    return this.passkeys.offer(viewer, session, this.party(request), password, request.ip ?? '');
  }

  @Post('me/passkeys')
  @Access('enrolling')
  @Returns(201, RecoveryCodesView, 'One more passkey; with the first way in besides a password, ten recovery codes')
  async add(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: NewPasskey }) body: NewPasskey,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecoveryCodesView> {
    const from = fromOf(request);
    const { recoveryCodes, entered } = await this.passkeys.add(viewer, session, this.party(request), body, from);
    if (entered !== null) this.cookie.set(response, entered.token, entered.expiresAt);
    return { recoveryCodes };
  }

  @Patch('me/passkeys/:passkeyId')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Give a passkey another name')
  rename(
    @CurrentViewer() viewer: Viewer,
    @Param('passkeyId', passkeyId) id: string,
    @Body({ schema: PasskeyChange }) { name }: z.infer<typeof PasskeyChange>,
  ): Promise<void> {
    return this.passkeys.rename(viewer, id, name);
  }

  @Post('me/passkeys/:passkeyId/remove')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'Nobody gets in by it any more')
  remove(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Param('passkeyId', passkeyId) id: string,
    @Body({ schema: PasswordIfAsked }) { password }: PasswordIfAsked,
    @Req() request: Request,
  ): Promise<void> {
    return this.passkeys.remove(viewer, session, id, password, request.ip ?? '');
  }

  @Post('session/passkey/options')
  @HttpCode(200)
  @Access('public')
  @Returns(200, PasskeyStepView, 'What the browser needs to sign in by a passkey, without a password')
  async begin(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<PasskeyStepView> {
    const { step, options } = await this.signIn.begin(this.party(request), fromOf(request));
    this.stepCookie.set(response, step);
    return { challenge: step.challenge, options };
  }

  @Post('session/passkey')
  @HttpCode(200)
  @Access('public')
  @Returns(200, MeView, 'Sign in by a passkey; the answer sets the session cookie')
  async finish(
    @Body({ schema: PasskeyAnswer }) body: PasskeyAnswer,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeView> {
    const given = { ...body, binding: this.stepCookie.find(request.headers) };
    const entered = await this.signIn.finish(this.party(request), given, fromOf(request));
    return this.admission.admit(entered, request, response);
  }

  @Post('session/second-factor/passkey/options')
  @HttpCode(200)
  @Access('public')
  @Returns(200, PasskeyOptions, 'What the browser needs for a passkey as the second half of a sign-in')
  beginSecond(
    @Body({ schema: StepChallenge }) { challenge }: z.infer<typeof StepChallenge>,
    @Req() request: Request,
  ): Promise<PasskeyOptions> {
    return this.signIn.beginSecond(this.party(request), challenge, this.stepCookie.find(request.headers));
  }

  @Post('session/second-factor/passkey')
  @HttpCode(200)
  @Access('public')
  @Returns(200, MeView, 'The second half of a sign-in by a passkey')
  async finishSecond(
    @Body({ schema: PasskeyAnswer }) body: PasskeyAnswer,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeView> {
    const given = { ...body, binding: this.stepCookie.find(request.headers) };
    const entered = await this.signIn.finishSecond(this.party(request), given, fromOf(request));
    return this.admission.admit(entered, request, response);
  }

  private party({ headers }: Request): RelyingParty | null {
    return relyingPartyOf(this.settings.http.publicUrl, headers.host);
  }
}
