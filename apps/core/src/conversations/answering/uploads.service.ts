import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Readable } from 'node:stream';
import type { Viewer } from '../../access/viewer.js';
import type { UploadView } from '../interaction.view.js';

@Injectable()
export class UploadsService {
  store(_: Viewer, _file: { name: string; type: string }, _bytes: Readable): Promise<UploadView> { return Promise.reject(new Bug('not-built')); }
}
