import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Viewer } from '../access/viewer.js';
import type { Page } from '../http/paging.js';
import type { InboxQuery } from './inbox.controller.js';
import type { ConversationView, CountersView, StartView } from './interaction.view.js';

@Injectable()
export class InboxService {
  list(_: Viewer, _query: InboxQuery): Promise<Page<ConversationView>> { return Promise.reject(new Bug('not-built')); }
  counters(_: Viewer): Promise<CountersView> { return Promise.reject(new Bug('not-built')); }
  start(_: Viewer): Promise<StartView> { return Promise.reject(new Bug('not-built')); }
}
