import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { Viewer } from '../../access/viewer.js';
import type { CallReportQuery } from './reports.controller.js';
import type { CallReportView } from './report.view.js';

@Injectable()
export class CallReportsService {
  calls(_viewer: Viewer, _query: CallReportQuery): Promise<CallReportView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
