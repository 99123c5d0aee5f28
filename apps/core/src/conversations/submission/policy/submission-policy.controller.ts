import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../../access/viewer.js';
import { Access, Returns } from '../../../http/access.decorator.js';
import { SubmissionPolicy } from './submission-policy.js';
import { SubmissionPolicyService } from './submission-policy.service.js';

@ApiTags('protection')
@Controller('submission-policy')
export class SubmissionPolicyController {
  constructor(private readonly policy: SubmissionPolicyService) {}

  @Get()
  @Access('protection.handle')
  @Returns(200, SubmissionPolicy, 'What employees may do from their own mail programs')
  get(@CurrentViewer() viewer: Viewer): Promise<SubmissionPolicy> {
    return this.policy.get(viewer);
  }

  @Put()
  @Access('protection.manage')
  @Returns(200, SubmissionPolicy, 'Change it; all of it at once')
  put(
    @CurrentViewer() viewer: Viewer,
    @Body({ schema: SubmissionPolicy }) body: SubmissionPolicy,
  ): Promise<SubmissionPolicy> {
    return this.policy.put(viewer, body);
  }
}
