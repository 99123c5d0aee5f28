import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { calendarLimitBytes, daysInCalendar } from './calendar-file.js';
import type { HolidayChange, HolidaysFound, HolidayView, NewHolidays } from './holiday.view.js';
import { HolidaysRepository } from './holidays.repository.js';

const most = 2_000;

/** Days on which nobody is there: after-hours answers, targets and telephone numbers go by them. */
@Injectable()
export class HolidaysService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: HolidaysRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<HolidayView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.list(tx));
  }

  /** @throws UserError `holidays.file-too-large`, `holidays.file-unreadable` */
  async found(viewer: Viewer, file: Readable): Promise<HolidaysFound> {
    const { items, leftOut } = daysInCalendar(await textUpTo(file, calendarLimitBytes), new Date());
    const there = await this.list(viewer);
    const keyOf = (one: Pick<HolidayView, 'name' | 'firstDay' | 'lastDay'>) =>
      `${one.firstDay} ${one.lastDay} ${one.name.toLowerCase()}`;
    const known = new Set(there.map(keyOf));
    return { items: items.map((item) => ({ ...item, known: known.has(keyOf(item)) })), leftOut };
  }

  /** @returns all of them. @throws UserError `holidays.limit`, `holidays.channel-unknown` */
  add(viewer: Viewer, { items, channelIds }: NewHolidays): Promise<HolidayView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.checkChannels(tx, channelIds);
      if ((await this.repository.count(tx)) + items.length > most)
        throw new UserError('holidays.limit', { limit: most });
      const added = await this.repository.insert(tx, items, channelIds, viewer.employeeId);
      await this.repository.countAnew(tx, channelIds);
      this.audit.record(tx, viewer, 'holidays.added', { body: { items: items.slice(0, 100), added, channelIds } });
      return this.repository.list(tx);
    });
  }

  /** @throws UserError `holiday.not-found`, `holiday.there-already`, `holidays.channel-unknown` */
  change(viewer: Viewer, id: string, change: HolidayChange): Promise<HolidayView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.checkChannels(tx, change.channelIds);
      if (await this.repository.isThere(tx, id, change)) throw new UserError('holiday.there-already', { id });
      const before = await this.repository.change(tx, id, change, viewer.employeeId);
      if (before === undefined) throw new UserError('holiday.not-found', { id });
      await this.repository.countAnew(tx, either(before, change.channelIds));
      this.audit.record(tx, viewer, 'holiday.changed', { subjectId: id, body: { ...change } });
      return (await this.repository.find(tx, id))!;
    });
  }

  /** @throws UserError `holiday.not-found` */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const there = await this.repository.find(tx, id);
      const before = await this.repository.remove(tx, id);
      if (there === null || before === undefined) throw new UserError('holiday.not-found', { id });
      await this.repository.countAnew(tx, before);
      const { name, firstDay, lastDay, yearly } = there;
      this.audit.record(tx, viewer, 'holiday.removed', { subjectId: id, body: { name, firstDay, lastDay, yearly } });
    });
  }

  private async checkChannels(tx: Tx, ids: readonly ChannelId[] | null): Promise<void> {
    if (ids !== null && !(await this.repository.areChannels(tx, ids))) throw new UserError('holidays.channel-unknown');
  }
}

const either = (a: readonly ChannelId[] | null, b: readonly ChannelId[] | null): ChannelId[] | null =>
  a === null || b === null ? null : [...a, ...b];

async function textUpTo(file: Readable, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw new UserError('holidays.file-too-large', { limit });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
