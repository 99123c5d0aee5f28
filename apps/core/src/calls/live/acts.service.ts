import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { CallId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { NewAct, NewListening } from '../call.view.js';

@Injectable()
export class ActsService {
  act(_viewer: Viewer, _id: CallId, _act: NewAct): Promise<void> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  listen(_viewer: Viewer, _id: CallId, _wanted: NewListening): Promise<void> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
