import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { ClientId, InteractionId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { Page } from '../http/paging.js';
import type { FileForDownload } from '../http/send-file.js';
import type { InteractionBody, InteractionView } from './interaction.view.js';
import type { TimelineQuery } from './timeline.controller.js';

@Injectable()
export class TimelineService {
  page(_: Viewer, _id: ClientId, _query: TimelineQuery): Promise<Page<InteractionView>> { return Promise.reject(new Bug('not-built')); }
  get(_: Viewer, _id: InteractionId): Promise<InteractionView> { return Promise.reject(new Bug('not-built')); }
  body(_: Viewer, _id: InteractionId): Promise<InteractionBody> { return Promise.reject(new Bug('not-built')); }
  evidence(_: Viewer, _id: InteractionId): Promise<FileForDownload> { return Promise.reject(new Bug('not-built')); }
  attachment(_: Viewer, _id: InteractionId, _n: number): Promise<FileForDownload> { return Promise.reject(new Bug('not-built')); }
}
