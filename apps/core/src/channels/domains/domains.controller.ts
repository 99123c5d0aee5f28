import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { DiscoveryService } from './discovery.service.js';
import { DiscoveredView, DiscoveryRequest } from './discovery.view.js';
import { DomainName, MailDomainView, Selector } from './domain.view.js';
import { DomainsService } from './domains.service.js';

@ApiTags('channels')
@Controller()
export class DomainsController {
  constructor(
    private readonly domains: DomainsService,
    private readonly discovery: DiscoveryService,
  ) {}

  @Post('channels/discover')
  @HttpCode(200)
  @Access('channels.manage')
  @Returns(200, DiscoveredView, 'Where a mailbox of this address is likely to be reached, by what its domain says')
  discover(@Body({ schema: DiscoveryRequest }) { address }: z.infer<typeof DiscoveryRequest>): Promise<DiscoveredView> {
    return this.discovery.discover(address);
  }

  @Get('mail-domains')
  @Access('channels.manage')
  @Returns(
    200,
    z.object({ items: z.array(MailDomainView) }),
    'The company’s mail domains: what they say of its mail, and what to add',
  )
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: MailDomainView[] }> {
    return { items: await this.domains.list(viewer) };
  }

  @Post('mail-domains/:domain/look')
  @HttpCode(200)
  @Access('channels.manage')
  @Returns(200, MailDomainView, 'Ask the domain name system what it says now')
  look(
    @CurrentViewer() viewer: Viewer,
    @Param('domain', { schema: DomainName }) domain: string,
  ): Promise<MailDomainView> {
    return this.domains.look(viewer, domain);
  }

  @Post('mail-domains/:domain/keys')
  @Access('channels.manage')
  @Returns(201, MailDomainView, 'Make a key that letters are to be signed with')
  makeKey(
    @CurrentViewer() viewer: Viewer,
    @Param('domain', { schema: DomainName }) domain: string,
  ): Promise<MailDomainView> {
    return this.domains.makeKey(viewer, domain);
  }

  @Post('mail-domains/:domain/keys/:selector/activate')
  @HttpCode(200)
  @Access('channels.manage')
  @Returns(200, MailDomainView, 'Sign with this key from now on; its record must be published')
  activate(
    @CurrentViewer() viewer: Viewer,
    @Param('domain', { schema: DomainName }) domain: string,
    @Param('selector', { schema: Selector }) selector: string,
  ): Promise<MailDomainView> {
    return this.domains.activate(viewer, domain, selector);
  }

  @Delete('mail-domains/:domain/keys/:selector')
  @Access('channels.manage')
  @Returns(200, MailDomainView, 'Forget a key; where it was the active one, letters are not signed any more')
  removeKey(
    @CurrentViewer() viewer: Viewer,
    @Param('domain', { schema: DomainName }) domain: string,
    @Param('selector', { schema: Selector }) selector: string,
  ): Promise<MailDomainView> {
    return this.domains.removeKey(viewer, domain, selector);
  }
}
