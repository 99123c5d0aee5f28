import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconAt,
  IconClockExclamation,
  IconHandStop,
  IconHourglassLow,
  IconMessage,
  IconPhoneX,
  type Icon,
} from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { noticePlace, noticeText } from './notice-words.js';
import css from './notices.module.css';
import type { Notice, NoticeKind } from './queries.js';
import { markRead } from './read.js';

export const signs: Readonly<Record<NoticeKind, Icon>> = {
  word: IconMessage,
  assigned: IconArrowForwardUp,
  mention: IconAt,
  task: IconClockExclamation,
  'missed-call': IconPhoneX,
  alert: IconAlertTriangle,
  sla: IconHourglassLow,
  held: IconHandStop,
};

/** One of the list, as a link. */
export function NoticeRow({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const Sign = signs[notice.kind];
  const place = noticePlace(notice);
  const unread = notice.readAt === null;
  return (
    <li>
      <a
        className={css.notice}
        href={place}
        data-unread={unread || undefined}
        onClick={(event) => {
          if (unread) markRead([notice.id]);
          // In a tab of its own: the browser's business.
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          router.history.push(place);
          onOpen();
        }}
      >
        <Sign size={18} stroke={1.7} aria-hidden />
        <span className={css.about}>
          {notice.client !== null && <b>{notice.client.name}</b>}
          <span>{noticeText(t, notice)}</span>
          {notice.subject !== '' && <span className={css.subject}>{notice.subject}</span>}
        </span>
        <span className={css.when}>
          <Moment at={notice.at} />
          {unread && <span className={css.dot} role="img" aria-label={t('notices.unread')} />}
        </span>
      </a>
    </li>
  );
}
