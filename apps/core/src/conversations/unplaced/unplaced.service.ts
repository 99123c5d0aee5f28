import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { InteractionId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { Page, PageQuery } from '../../http/paging.js';
import type { PlacedView, Placement, UnplacedView } from '../interaction.view.js';

@Injectable()
export class UnplacedService {
  list(_: Viewer, _page: PageQuery): Promise<Page<UnplacedView>> { return Promise.reject(new Bug('not-built')); }
  place(_: Viewer, _id: InteractionId, _placement: Placement): Promise<PlacedView> { return Promise.reject(new Bug('not-built')); }
}
