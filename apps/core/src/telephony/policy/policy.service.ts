import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { Viewer } from '../../access/viewer.js';
import type { TelephonyPolicy } from './policy.view.js';

@Injectable()
export class PolicyService {
  get(_viewer: Viewer): Promise<TelephonyPolicy> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  put(_viewer: Viewer, _policy: TelephonyPolicy): Promise<TelephonyPolicy> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
