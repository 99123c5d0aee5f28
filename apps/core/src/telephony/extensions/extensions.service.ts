import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { EmployeeId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { ExtensionView } from './extension.view.js';

@Injectable()
export class ExtensionsService {
  list(_viewer: Viewer): Promise<ExtensionView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  put(_viewer: Viewer, _id: EmployeeId, _number: string): Promise<ExtensionView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
