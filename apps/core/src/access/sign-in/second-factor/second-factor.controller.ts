import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../../viewer.js';
import { CurrentSession } from '../current-session.js';
import { fromOf } from '../entrance.js';
import { SessionCookie } from '../session-cookie.js';
import type { FoundSession } from '../sessions.repository.js';
import { Enrolment } from './enrolment.js';
import {
  OwnSecondFactorView,
  PasswordIfAsked,
  RecoveryCodesView,
  SecondFactorView,
  TotpConfirmation,
  TotpOfferView,
  TotpRemoval,
} from './second-factor.view.js';
import { SecondFactorsService } from './second-factors.service.js';

@ApiTags('account')
@Controller()
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactorsService,
    private readonly enrolment: Enrolment,
    private readonly cookie: SessionCookie,
  ) {}

  @Get('me/second-factor')
  @Access('enrolling')
  @Returns(200, OwnSecondFactorView, 'What one has besides a password')
  own(@CurrentViewer() viewer: Viewer, @CurrentSession() session: FoundSession): Promise<OwnSecondFactorView> {
    return this.factors.own(viewer, session);
  }

  @Post('me/second-factor/totp')
  @HttpCode(200)
  @Access('enrolling')
  @Returns(200, TotpOfferView, 'A secret for an authenticator app; in use once a code of it has come back')
  offerTotp(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: PasswordIfAsked }) { password }: PasswordIfAsked,
    @Req() request: Request,
  ): Promise<z.infer<typeof TotpOfferView>> {
    return this.factors.offerTotp(viewer, session, password, request.ip ?? '');
  }

  @Post('me/second-factor/totp/confirm')
  @HttpCode(200)
  @Access('enrolling')
  @Returns(200, RecoveryCodesView, 'The app works: from now on its code is asked for; ten recovery codes, shown once')
  async confirmTotp(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: TotpConfirmation }) { code }: z.infer<typeof TotpConfirmation>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecoveryCodesView> {
    const { recoveryCodes, entered } = await this.enrolment.complete(viewer, session, fromOf(request), 'code', (tx) =>
      this.factors.confirmTotp(tx, viewer, code),
    );
    if (entered !== null) this.cookie.set(response, entered.token, entered.expiresAt);
    return { recoveryCodes };
  }

  @Post('me/second-factor/totp/remove')
  @HttpCode(204)
  @Access('signed-in')
  @Returns(204, null, 'The app’s code is asked for no more')
  turnTotpOff(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: TotpRemoval }) body: TotpRemoval,
    @Req() request: Request,
  ): Promise<void> {
    return this.factors.turnTotpOff(viewer, body, request.ip ?? '');
  }

  @Post('me/second-factor/recovery-codes')
  @HttpCode(200)
  @Access('signed-in')
  @Returns(200, RecoveryCodesView, 'Ten new recovery codes, shown once; the old ones are void')
  async renewRecoveryCodes(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: PasswordIfAsked }) { password }: PasswordIfAsked,
    @Req() request: Request,
  ): Promise<RecoveryCodesView> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(viewer, session, password, request.ip ?? '') };
  }

  @Get('employees/:id/second-factor')
  @Access('people.manage')
  @Returns(200, SecondFactorView, 'What somebody has besides a password')
  of(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId): Promise<SecondFactorView> {
    return this.factors.of(viewer, id);
  }

  @Delete('employees/:id/second-factor')
  @HttpCode(204)
  @Access('people.manage')
  @Returns(204, null, 'For somebody who has lost theirs: it is gone, and so are their sessions; they are told')
  reset(@CurrentViewer() viewer: Viewer, @Param('id', { schema: EmployeeId }) id: EmployeeId): Promise<void> {
    return this.factors.reset(viewer, id);
  }
}
