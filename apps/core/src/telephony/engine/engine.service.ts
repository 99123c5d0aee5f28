import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { Viewer } from '../../access/viewer.js';
import type { EngineView, TelephonyView } from './engine.view.js';

@Injectable()
export class EngineService {
  get(_viewer: Viewer): Promise<TelephonyView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  install(_viewer: Viewer): Promise<EngineView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
