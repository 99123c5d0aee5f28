import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { EmployeeId } from '#libs/contracts';
import type { Page, PageQuery } from '../../http/paging.js';
import type { Viewer } from '../viewer.js';
import type { EmployeeChange, EmployeeView, NewEmployee, NewTeam, TeamView } from './employee.view.js';

@Injectable()
export class EmployeesService {
  list(_: Viewer, _page: PageQuery): Promise<Page<EmployeeView>> { return Promise.reject(new Bug('not-built')); }
  create(_: Viewer, _new: NewEmployee): Promise<EmployeeView> { return Promise.reject(new Bug('not-built')); }
  change(_: Viewer, _id: EmployeeId, _change: EmployeeChange): Promise<EmployeeView> { return Promise.reject(new Bug('not-built')); }
  teams(_: Viewer): Promise<TeamView[]> { return Promise.reject(new Bug('not-built')); }
  createTeam(_: Viewer, _new: NewTeam): Promise<TeamView> { return Promise.reject(new Bug('not-built')); }
}
