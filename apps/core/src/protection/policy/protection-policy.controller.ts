import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { ProtectionPolicy } from './protection-policy.js';
import { ProtectionPolicyService } from './protection-policy.service.js';

@ApiTags('protection')
@Controller('protection/policy')
export class ProtectionPolicyController {
  constructor(private readonly policy: ProtectionPolicyService) {}

  @Get()
  @Access('protection.handle')
  @Returns(200, ProtectionPolicy, 'What is done about clients being led away from the company')
  get(@CurrentViewer() viewer: Viewer): Promise<ProtectionPolicy> {
    return this.policy.get(viewer);
  }

  @Put()
  @Access('protection.manage')
  @Returns(200, ProtectionPolicy, 'Change it; all of it at once')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: ProtectionPolicy }) body: ProtectionPolicy,
  ): Promise<ProtectionPolicy> {
    return this.policy.put(viewer, body);
  }
}
