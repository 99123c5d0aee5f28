import { Body, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { AccessPoliciesService } from './access-policies.service.js';
import { AccessPoliciesView, AccessPolicyChange } from './access-policy.view.js';

@ApiTags('people')
@Controller('access-policies')
export class AccessPoliciesController {
  constructor(private readonly policies: AccessPoliciesService) {}

  @Get()
  @Access('people.manage')
  @Returns(200, AccessPoliciesView, 'At which hours and from which addresses people get in, by role and by employee')
  list(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<AccessPoliciesView> {
    return this.policies.list(viewer, request.ip ?? '');
  }

  @Put()
  @Access('people.manage')
  @Returns(200, AccessPoliciesView, 'Say it anew for a role or an employee; it holds for whoever is in, too')
  put(
    @CurrentViewer() viewer: Viewer,
    @Req() request: Request,
    @Body({ schema: AccessPolicyChange }) body: AccessPolicyChange,
  ): Promise<AccessPoliciesView> {
    return this.policies.put(viewer, request.ip ?? '', body);
  }

  @Delete('employees/:id')
  @Access('people.manage')
  @Returns(200, AccessPoliciesView, 'An employee follows their role again')
  remove(
    @CurrentViewer() viewer: Viewer,
    @Req() request: Request,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
  ): Promise<AccessPoliciesView> {
    return this.policies.remove(viewer, request.ip ?? '', id);
  }
}
