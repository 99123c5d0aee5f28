import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SETTINGS, type Settings } from '#libs/config';
import { OauthProvider } from '#libs/contracts';
import { CurrentSession } from '../../access/sign-in/current-session.js';
import type { FoundSession } from '../../access/sign-in/sessions.repository.js';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { apiPrefix } from '../../http/api-prefix.js';
import { ChannelsService } from '../channels.service.js';
import { ConsentsService, type ConsentOutcome } from './consents.service.js';
import { OauthClientsService } from './oauth-clients.service.js';
import {
  ConsentStart,
  ConsentStep,
  ConsentView,
  OauthClientChange,
  OauthClientsView,
  OauthClientView,
} from './oauth.view.js';

/** A browser is needed for each of these: no program signs in at somebody's provider. */
const atThePage = { toTokens: false };

@ApiTags('channels')
@Controller()
export class OauthController {
  constructor(
    private readonly clients: OauthClientsService,
    private readonly consents: ConsentsService,
    private readonly channels: ChannelsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('mail-oauth')
  @Access('channels.manage', atThePage)
  @Returns(200, OauthClientsView, 'The company’s registrations with providers of mail; never a secret')
  list(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<OauthClientsView> {
    return this.clients.list(viewer, this.redirectUri(request));
  }

  @Put('mail-oauth/:provider')
  @Access('channels.manage', atThePage)
  @Returns(200, OauthClientView, 'Register the company with a provider; it is asked who it is first')
  put(
    @CurrentViewer() viewer: Viewer,
    @Param('provider', { schema: OauthProvider }) provider: OauthProvider,
    @Body({ schema: OauthClientChange }) body: OauthClientChange,
  ): Promise<OauthClientView> {
    return this.clients.put(viewer, provider, body);
  }

  @Delete('mail-oauth/:provider')
  @HttpCode(204)
  @Access('channels.manage', atThePage)
  @Returns(204, null, 'End a registration; accounts that were entered by it are renewed no more')
  remove(
    @CurrentViewer() viewer: Viewer,
    @Param('provider', { schema: OauthProvider }) provider: OauthProvider,
  ): Promise<void> {
    return this.clients.remove(viewer, provider);
  }

  @Post('mail-consents')
  @HttpCode(200)
  @Access('channels.manage', atThePage)
  @Returns(200, ConsentStep, 'Where the browser goes to let us into a mailbox')
  async begin(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Body({ schema: ConsentStart }) body: ConsentStart,
    @Req() request: Request,
  ): Promise<z.infer<typeof ConsentStep>> {
    return { url: await this.consents.begin(viewer, session.tokenHash, this.redirectUri(request), body) };
  }

  /** A person is looking: whatever comes of it, the browser ends on the page. */
  @Get('mail-oauth/callback')
  @Access('channels.manage', atThePage)
  @Returns(
    302,
    null,
    'Where the provider sends the browser back; on to the mailbox, with the consent, the reason why not, or that nothing is left to do',
  )
  async callback(
    @CurrentViewer() viewer: Viewer,
    @CurrentSession() session: FoundSession,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const came = new URL(this.redirectUri(request));
    came.search = new URL(request.url, came).search;
    const outcome = await this.consents.finish(viewer, session.tokenHash, came);
    const told = await this.toldOf(viewer, outcome);
    response.redirect(`/mailboxes/${outcome.channelId ?? 'new'}?${new URLSearchParams([told]).toString()}`);
  }

  private async toldOf(viewer: Viewer, outcome: ConsentOutcome): Promise<[string, string]> {
    if ('refused' in outcome) return ['refused', outcome.refused];
    const { channelId, consentId } = outcome;
    const over = channelId !== null && (await this.channels.signedInAgain(viewer, channelId, consentId));
    return over ? ['renewed', 'yes'] : ['consent', consentId];
  }

  @Get('mail-consents/:id')
  @Access('channels.manage', atThePage)
  @Returns(200, ConsentView, 'Whose account was signed in to; never a token')
  consent(@CurrentViewer() viewer: Viewer, @Param('id', { schema: z.uuid() }) id: string): Promise<ConsentView> {
    return this.consents.get(viewer, id);
  }

  /** On this machine the settings need not say by which name it is reached. */
  private redirectUri({ headers }: Request): string {
    const { publicUrl, host, port } = this.settings.http;
    const near = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? '') ? headers.host : `${host}:${port}`;
    return new URL(`/${apiPrefix}/mail-oauth/callback`, publicUrl ?? `http://${near}`).href;
  }
}
