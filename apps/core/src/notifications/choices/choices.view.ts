import { z } from 'zod';
import { NoticeWay } from '../notice.view.js';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const QuietHours = z
  .object({
    from: TimeOfDay,
    /** Earlier than `from`: of the next day. */
    to: TimeOfDay,
    /** IANA name, as the browser tells it. */
    zone: z
      .string()
      .max(64)
      .refine((zone) => /^[A-Za-z]/.test(zone) && isZone(zone)),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'] });

const Ways = z.array(NoticeWay).max(3);

export const NoticeChoices = z
  .object({
    /** By which ways one is told of a kind; none: not at all. Without `page` there is no sound either. */
    ways: z.object({
      word: Ways,
      ...{ assigned: Ways, mention: Ways, task: Ways },
      ...{ 'missed-call': Ways, alert: Ways, sla: Ways, held: Ways },
    }),
    /** No sound and no push in between; null: at any hour. */
    quiet: QuietHours.nullable(),
  })
  .meta({ id: 'NoticeChoices' });
export type NoticeChoices = z.infer<typeof NoticeChoices>;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
