import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Cards } from '../cards.js';
import type { ClientView } from '../client.view.js';
import { CardChanges } from '../history/card-changes.js';
import type { NewTag, TagChange, TagView } from './tag.view.js';
import { TagNotFound, TagsTooMany } from './tags.errors.js';
import { TagsRepository } from './tags.repository.js';

const mostTags = 300;

/** Tags: the company's list, and which card has which. */
@Injectable()
export class TagsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TagsRepository,
    private readonly cards: Cards,
    private readonly changes: CardChanges,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<TagView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.all(tx));
  }

  /** @throws TagNameTaken, TagsTooMany */
  create(viewer: Viewer, wanted: NewTag): Promise<TagView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const there = (await this.repository.all(tx)).filter(({ archived }) => !archived);
      if (there.length >= mostTags) throw new TagsTooMany(mostTags);
      const tag = { ...wanted, id: uuidv7(), archived: false };
      await this.repository.save(tx, tag, viewer.employeeId);
      this.audit.record(tx, viewer, 'card-tag.created', { subjectId: tag.id });
      return tag;
    });
  }

  /** @throws TagNotFound, TagNameTaken */
  change(viewer: Viewer, id: string, change: TagChange): Promise<TagView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const now = await this.repository.find(tx, id);
      if (!now) throw new TagNotFound(id);
      const tag = { ...now, ...change };
      await this.repository.save(tx, tag, viewer.employeeId);
      this.audit.record(tx, viewer, 'card-tag.changed', {
        subjectId: id,
        body: { fields: Object.keys(change).sort() },
      });
      return tag;
    });
  }

  /** Doing it twice changes nothing. @throws ClientNotFound, TagNotFound */
  put(viewer: Viewer, clientId: ClientId, tagId: string, has: boolean): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, clientId);
      const tag = await this.repository.find(tx, tagId);
      if (!tag || (has && tag.archived)) throw new TagNotFound(tagId);
      const changed = has
        ? await this.repository.put(tx, clientId, tagId, viewer.employeeId)
        : await this.repository.take(tx, clientId, tagId);
      if (changed) {
        const [from, to] = has ? [null, tag.name] : [tag.name, null];
        await this.changes.record(tx, viewer, clientId, [{ field: 'tag', is: 'text', from, to }]);
        this.audit.record(tx, viewer, has ? 'card.tagged' : 'card.untagged', { clientId, subjectId: tagId });
      }
      return this.cards.view(tx, viewer, await this.masking.for(tx, viewer), clientId);
    });
  }
}
