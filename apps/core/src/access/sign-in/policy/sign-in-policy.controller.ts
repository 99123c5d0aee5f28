import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Access, Returns } from '../../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../../viewer.js';
import { SignInPolicy } from './sign-in-policy.js';
import { SignInPolicyService } from './sign-in-policy.service.js';

@ApiTags('session')
@Controller('sign-in-policy')
export class SignInPolicyController {
  constructor(private readonly policy: SignInPolicyService) {}

  @Get()
  @Access('people.manage')
  @Returns(200, SignInPolicy, 'Who has to have a second factor')
  get(@CurrentViewer() viewer: Viewer): Promise<SignInPolicy> {
    return this.policy.get(viewer);
  }

  @Put()
  @Access('people.manage')
  @Returns(200, SignInPolicy, 'Change it; it is asked for at the next sign-in')
  put(@CurrentViewer() viewer: Viewer, @Body({ schema: SignInPolicy }) body: SignInPolicy): Promise<SignInPolicy> {
    return this.policy.put(viewer, body);
  }
}
