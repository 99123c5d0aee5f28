import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { CallId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { Page } from '../http/paging.js';
import type { CallsQuery } from './calls.controller.js';
import type { CallForm, CallView } from './call.view.js';

@Injectable()
export class CallsService {
  live(_viewer: Viewer): Promise<CallView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  page(_viewer: Viewer, _query: CallsQuery): Promise<Page<CallView>> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  get(_viewer: Viewer, _id: CallId): Promise<CallView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  fillIn(_viewer: Viewer, _id: CallId, _form: CallForm): Promise<CallView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
