import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Viewer } from '../access/viewer.js';
import type { SearchQuery } from './search.controller.js';
import type { SearchView } from './search.view.js';

@Injectable()
export class SearchService {
  find(_: Viewer, _query: SearchQuery): Promise<SearchView> { return Promise.reject(new Bug('not-built')); }
}
