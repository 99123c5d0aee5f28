import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ForwardingPolicyService } from './forwarding-policy.service.js';
import { ForwardingPolicy } from './forwarding-policy.view.js';

@ApiTags('channels')
@Controller('forwarding-policy')
export class ForwardingPolicyController {
  constructor(private readonly policy: ForwardingPolicyService) {}

  @Get()
  @Access('company.manage')
  @Returns(200, ForwardingPolicy, 'Which letters of clients are sent on to whoever is responsible for them')
  get(@CurrentViewer() viewer: Viewer): Promise<ForwardingPolicy> {
    return this.policy.get(viewer);
  }

  @Put()
  @Access('company.manage')
  @Returns(200, ForwardingPolicy, 'Change it, all of it at once; it holds for letters from now on')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: ForwardingPolicy }) body: ForwardingPolicy,
  ): Promise<ForwardingPolicy> {
    return this.policy.put(viewer, body);
  }
}
