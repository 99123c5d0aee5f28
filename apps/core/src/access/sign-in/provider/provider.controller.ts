import { Body, Controller, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SETTINGS, type Settings } from '#libs/config';
import { AppError } from '#libs/errors';
import { Access, Returns } from '../../../http/access.decorator.js';
import { apiPrefix } from '../../../http/api-prefix.js';
import { CurrentViewer, type Viewer } from '../../viewer.js';
import { Admission } from '../admission.js';
import { fromOf } from '../entrance.js';
import { relyingPartyOf } from '../passkeys/relying-party.js';
import { StepCookie } from '../step-cookie.js';
import { ProviderChange, ProviderStart, ProviderStep, ProviderView } from './provider.view.js';
import { ProviderService } from './provider.service.js';
import { ProviderSignInService } from './provider-sign-in.service.js';

const WaysView = z
  .object({
    /** Whether a browser makes passkeys for the address by which the page is reached. */
    passkeys: z.boolean(),
    /** What stands on the button of the company's own provider; null where there is none. */
    provider: z.string().nullable(),
    /** The version of the company’s picture; null where there is none. */
    logo: z.string().nullable(),
  })
  .meta({ id: 'WaysIn' });
type WaysView = z.infer<typeof WaysView>;

@ApiTags('session')
@Controller()
export class ProviderController {
  constructor(
    private readonly provider: ProviderService,
    private readonly signIn: ProviderSignInService,
    private readonly admission: Admission,
    private readonly stepCookie: StepCookie,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('session/ways')
  @Access('public')
  @Returns(200, WaysView, 'What the sign-in page offers besides a password')
  async ways(@Req() { headers }: Request): Promise<WaysView> {
    const party = relyingPartyOf(this.settings.http.publicUrl, headers.host);
    return { passkeys: party !== null, ...(await this.signIn.face()) };
  }

  @Get('sign-in-provider')
  @Access('people.manage')
  @Returns(200, ProviderView, 'The company’s own provider of identities (OpenID Connect)')
  get(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<ProviderView> {
    return this.provider.get(viewer, this.redirectUri(request));
  }

  @Put('sign-in-provider')
  @Access('people.manage')
  @Returns(200, ProviderView, 'Set it up; before it is switched on it is asked who it is')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: ProviderChange }) body: ProviderChange,
    @Req() request: Request,
  ): Promise<ProviderView> {
    return this.provider.put(viewer, body, this.redirectUri(request));
  }

  @Post('session/provider')
  @HttpCode(200)
  @Access('public')
  @Returns(200, ProviderStep, 'Where the browser goes to sign in by the company’s own provider')
  async begin(
    @Body({ schema: ProviderStart }) { next }: z.infer<typeof ProviderStart>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.infer<typeof ProviderStep>> {
    const { step, url } = await this.signIn.begin(this.redirectUri(request), next, fromOf(request));
    this.stepCookie.set(response, step);
    return { url };
  }

  /** A person is looking: whatever comes of it, the browser ends on the page. */
  @Get('session/provider/callback')
  @Access('public')
  @Returns(302, null, 'Where the provider sends the browser back; on to the page, signed in or with the reason why not')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.redirect(await this.whereTo(request, response));
  }

  private async whereTo(request: Request, response: Response): Promise<string> {
    try {
      const came = new URL(this.redirectUri(request));
      came.search = new URL(request.url, came).search;
      const binding = this.stepCookie.find(request.headers);
      const { after, next } = await this.signIn.finish(came, binding, fromOf(request));
      const back = `next=${encodeURIComponent(next)}`;
      switch (after.is) {
        case 'half':
          this.stepCookie.set(response, after);
          // Behind the #, which no server and no log gets to see.
          return `/sign-in?${back}#half=${after.challenge}&means=${after.means.join(',')}`;
        case 'enrolling':
          await this.admission.let(after, request, response);
          return `/enrol?${back}`;
        case 'in':
          await this.admission.let(after, request, response);
          return next;
      }
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'bug')
        return `/sign-in?refused=${encodeURIComponent(error.code)}`;
      throw error;
    }
  }

  /** On this machine the settings need not say by which name it is reached. */
  private redirectUri({ headers }: Request): string {
    const { publicUrl, host, port } = this.settings.http;
    const near = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? '') ? headers.host : `${host}:${port}`;
    return new URL(`/${apiPrefix}/session/provider/callback`, publicUrl ?? `http://${near}`).href;
  }
}
