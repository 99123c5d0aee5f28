import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { CallId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { CallMatchView, CallPlacement, CallView } from '../call.view.js';

@Injectable()
export class CallPlacingService {
  matches(_viewer: Viewer, _id: CallId): Promise<CallMatchView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  place(_viewer: Viewer, _id: CallId, _placement: CallPlacement): Promise<CallView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
