import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { DeviceId, EmployeeId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { NewDevice, NewDeviceView } from './extension.view.js';

@Injectable()
export class DevicesService {
  add(_viewer: Viewer, _id: EmployeeId, _device: NewDevice): Promise<NewDeviceView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  revoke(_viewer: Viewer, _id: DeviceId): Promise<void> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
