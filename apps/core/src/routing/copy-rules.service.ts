import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { CopyRuleId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { CopyRuleView, NewCopyRule } from './copy-rule.view.js';

@Injectable()
export class CopyRulesService {
  list(_: Viewer): Promise<CopyRuleView[]> { return Promise.reject(new Bug('not-built')); }
  create(_: Viewer, _new: NewCopyRule): Promise<CopyRuleView> { return Promise.reject(new Bug('not-built')); }
  end(_: Viewer, _id: CopyRuleId): Promise<void> { return Promise.reject(new Bug('not-built')); }
}
