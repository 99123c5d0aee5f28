import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { afterHoursText } from './after-hours/after-hours-text.js';
import { isOpen, nextOpen } from './business-hours.js';
import { ChannelHoursRepository, type ChannelHoursRow } from './channel-hours.repository.js';
import type { AfterHours, ChannelHours, ChannelHoursView, HoursPreview, HoursToPreview } from './channel-hours.view.js';
import { HolidaysRepository } from './holidays/holidays.repository.js';
import type { Opening } from './opening.js';

const firstAfterHours: AfterHours = { enabled: false, language: 'en', text: '' };

/** When mailboxes and WhatsApp numbers are open, and what is told when they are not. */
@Injectable()
export class ChannelHoursService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChannelHoursRepository,
    private readonly holidays: HolidaysRepository,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<ChannelHoursView[]> {
    const now = new Date();
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.list(tx)).map((row) => viewOf(row, now)));
  }

  /** @throws UserError `channel.not-found`, `hours.of-telephone`: of a number they are among its settings */
  put(viewer: Viewer, id: ChannelId, hours: ChannelHours): Promise<ChannelHoursView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.find(tx, id);
      if (!row) throw new UserError('channel.not-found', { id });
      if (row.medium === 'phone') throw new UserError('hours.of-telephone', { id });
      await this.repository.put(tx, id, hours, viewer.employeeId);
      await this.repository.countAnew(tx, id);
      this.audit.record(tx, viewer, 'hours.changed', { subjectId: id, body: { ...hours } });
      return viewOf({ ...row, ...hours }, new Date());
    });
  }

  preview(viewer: Viewer, { opening: own, afterHours, channelId }: HoursToPreview, now: Date): Promise<HoursPreview> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const opening = withDays(own, await this.holidays.daysOf(tx, channelId));
      return { ...standing(opening, now), text: afterHoursText(afterHours, opening, now) };
    });
  }
}

const withDays = (opening: Opening, days: readonly string[]): Opening => ({
  ...opening,
  holidays: [...opening.holidays, ...days],
});

function standing(opening: Opening, now: Date): { isOpen: boolean; opensAt: string | null } {
  const open = isOpen(opening, now);
  return { isOpen: open, opensAt: open ? null : nextOpen(opening, now).toISOString() };
}

function viewOf(row: ChannelHoursRow, now: Date): ChannelHoursView {
  // Until somebody decides: always open, by the company's clock.
  const { timeZone, hours, holidays } = row.opening ?? { timeZone: row.timeZone, hours: [], holidays: [] };
  const opening = { timeZone, hours, holidays };
  return {
    channel: { id: row.id, name: row.name },
    ...{ medium: row.medium, team: row.team, opening },
    afterHours: row.medium === 'phone' ? null : (row.afterHours ?? firstAfterHours),
    decided: row.opening !== null,
    ...standing(withDays(opening, row.calendar), now),
  };
}
