import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { ClientId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { CallView, NewClientCall, NewDialledCall } from '../call.view.js';

@Injectable()
export class DiallingService {
  callClient(_viewer: Viewer, _id: ClientId, _wanted: NewClientCall): Promise<CallView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  dial(_viewer: Viewer, _wanted: NewDialledCall): Promise<CallView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
