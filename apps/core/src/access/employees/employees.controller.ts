import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmployeeId } from '#libs/contracts';
import { Access, Returns } from '../../http/access.decorator.js';
import { PageQuery, pageOf, type Page } from '../../http/paging.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { EmployeeChange, EmployeeView, NewEmployee } from './employee.view.js';
import { EmployeesService } from './employees.service.js';

@ApiTags('people')
@Controller()
export class EmployeesController {
  constructor(private readonly employees: EmployeesService) {}

  @Get('employees')
  @Access('people.read')
  @Returns(200, pageOf(EmployeeView), 'Employees by name')
  list(@CurrentViewer() viewer: Viewer, @Query({ schema: PageQuery }) page: PageQuery): Promise<Page<EmployeeView>> {
    return this.employees.list(viewer, page);
  }

  @Post('employees')
  @Access('people.manage')
  @Returns(201, EmployeeView, 'A new employee, who signs in with the given password')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewEmployee }) body: NewEmployee): Promise<EmployeeView> {
    return this.employees.create(viewer, body);
  }

  @Patch('employees/:id')
  @Access('people.manage')
  @Returns(200, EmployeeView, 'Change an employee; suspending ends all their sessions at once')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: EmployeeId }) id: EmployeeId,
    @Body({ schema: EmployeeChange }) body: EmployeeChange,
  ): Promise<EmployeeView> {
    return this.employees.change(viewer, id, body);
  }
}
