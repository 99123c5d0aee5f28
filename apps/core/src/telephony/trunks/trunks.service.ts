import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { TrunkId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { NewTrunk, TrunkChange, TrunkTrial, TrunkTrialView, TrunkView } from './trunk.view.js';

@Injectable()
export class TrunksService {
  list(_viewer: Viewer): Promise<TrunkView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  create(_viewer: Viewer, _given: NewTrunk): Promise<TrunkView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  change(_viewer: Viewer, _id: TrunkId, _change: TrunkChange): Promise<TrunkView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  test(_viewer: Viewer, _trial: TrunkTrial): Promise<TrunkTrialView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
