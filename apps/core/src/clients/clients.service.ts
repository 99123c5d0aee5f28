import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { ClientId, ContactPointId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { Page } from '../http/paging.js';
import type { ClientsQuery } from './clients.controller.js';
import type { AssignmentView, ClientChange, ClientListItem, ClientView, ContactPointView, NewAssignment, NewClient, NewContactPoint } from './client.view.js';

@Injectable()
export class ClientsService {
  list(_: Viewer, _query: ClientsQuery): Promise<Page<ClientListItem>> { return Promise.reject(new Bug('not-built')); }
  create(_: Viewer, _new: NewClient): Promise<ClientView> { return Promise.reject(new Bug('not-built')); }
  get(_: Viewer, _id: ClientId): Promise<ClientView> { return Promise.reject(new Bug('not-built')); }
  change(_: Viewer, _id: ClientId, _change: ClientChange): Promise<ClientView> { return Promise.reject(new Bug('not-built')); }
  addContactPoint(_: Viewer, _id: ClientId, _new: NewContactPoint): Promise<ContactPointView> { return Promise.reject(new Bug('not-built')); }
  removeContactPoint(_: Viewer, _id: ClientId, _point: ContactPointId): Promise<void> { return Promise.reject(new Bug('not-built')); }
  assign(_: Viewer, _id: ClientId, _new: NewAssignment): Promise<ClientView> { return Promise.reject(new Bug('not-built')); }
  assignments(_: Viewer, _id: ClientId): Promise<AssignmentView[]> { return Promise.reject(new Bug('not-built')); }
}
