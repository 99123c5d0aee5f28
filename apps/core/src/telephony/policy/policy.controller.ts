import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { PolicyService } from './policy.service.js';
import { TelephonyPolicy } from './policy.view.js';

@ApiTags('telephony')
@Controller('telephony/policy')
export class PolicyController {
  constructor(private readonly policy: PolicyService) {}

  @Get()
  @Access('channels.read')
  @Returns(200, TelephonyPolicy, 'What the company allows on the telephone')
  get(@CurrentViewer() viewer: Viewer): Promise<TelephonyPolicy> {
    return this.policy.get(viewer);
  }

  @Put()
  @Access('telephony.manage')
  @Returns(200, TelephonyPolicy, 'Change what the company allows; all of it at once')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: TelephonyPolicy }) body: TelephonyPolicy,
  ): Promise<TelephonyPolicy> {
    return this.policy.put(viewer, body);
  }
}
