import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Viewer } from '../access/viewer.js';
import type { Page } from '../http/paging.js';
import type { AuditQuery } from './audit.controller.js';
import type { AuditEntryView } from './audit.view.js';

@Injectable()
export class AuditService {
  page(_: Viewer, _query: AuditQuery): Promise<Page<AuditEntryView>> { return Promise.reject(new Bug('not-built')); }
}
