import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { noticeWays, usualWays, type NoticeKind, type NoticeWay } from '../notice.view.js';
import { ChoicesRepository } from './choices.repository.js';
import type { NoticeChoices } from './choices.view.js';

/** By which ways somebody wants to be told of what. */
@Injectable()
export class ChoicesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChoicesRepository,
  ) {}

  of(viewer: Viewer): Promise<NoticeChoices> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const { kinds, quiet } = await this.repository.find(tx, viewer.employeeId);
      return { ways: mapWays({ ...usualWays, ...kinds }), quiet };
    });
  }

  put(viewer: Viewer, { ways, quiet }: NoticeChoices): Promise<NoticeChoices> {
    const chosen = mapWays(ways);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.put(tx, viewer.employeeId, { kinds: chosen, quiet });
      return { ways: chosen, quiet };
    });
  }
}

/** In one order, each once. */
const mapWays = (ways: Readonly<Record<NoticeKind, readonly NoticeWay[]>>) =>
  Object.fromEntries(
    Object.entries(ways).map(([kind, some]) => [kind, noticeWays.filter((way) => some.includes(way))]),
  ) as Record<NoticeKind, NoticeWay[]>;
