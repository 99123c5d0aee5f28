import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { ChannelId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { NewNumber, NumberChange, NumberView } from './number.view.js';

@Injectable()
export class NumbersService {
  list(_viewer: Viewer): Promise<NumberView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  create(_viewer: Viewer, _given: NewNumber): Promise<NumberView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  change(_viewer: Viewer, _id: ChannelId, _change: NumberChange): Promise<NumberView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
