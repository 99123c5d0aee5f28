import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '../../access/viewer.js';
import type { SoftphoneView } from './extension.view.js';

@Injectable()
export class SoftphonesService {
  open(_viewer: Viewer, _headers: IncomingHttpHeaders): Promise<SoftphoneView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
