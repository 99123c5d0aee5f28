import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChannelId, CopyRuleId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import type { CopyRuleView, NewCopyRule } from './copy-rule.view.js';
import { CopyPeopleRepository } from './copy-people.repository.js';
import { CopyRulesRepository } from './copy-rules.repository.js';

@Injectable()
export class CopyRulesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CopyRulesRepository,
    private readonly people: CopyPeopleRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<CopyRuleView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.inForce(tx));
  }

  /** @throws UserError `channel.not-found`, `copy-rule.address-is-a-clients` */
  create(viewer: Viewer, { channelId, ...rest }: NewCopyRule): Promise<CopyRuleView> {
    const id = CopyRuleId.parse(uuidv7());
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const channel = channelId === null ? null : ChannelId.parse(channelId);
      if (channel !== null && !(await this.repository.hasChannel(tx, channel))) {
        throw new UserError('channel.not-found', { id: channel });
      }
      if (rest.address !== null && (await this.people.clientsAmong(tx, [rest.address])).size > 0) {
        throw new UserError('copy-rule.address-is-a-clients');
      }
      const rule = { ...rest, id, channelId: channel, enabled: true };
      await this.repository.insert(tx, rule, viewer.employeeId);
      const { direction, target, visible } = rest;
      const body = { channelId: channel, direction, target, visible };
      this.audit.record(tx, viewer, 'copy-rule.created', { subjectId: id, body });
      return rule;
    });
  }

  /** What it copied stays on record. @throws UserError `copy-rule.not-found` */
  async end(viewer: Viewer, id: CopyRuleId): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.end(tx, id))) throw new UserError('copy-rule.not-found', { id });
      this.audit.record(tx, viewer, 'copy-rule.ended', { subjectId: id });
    });
  }
}
