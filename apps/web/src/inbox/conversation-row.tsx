import { IconAlertTriangle, IconCheck, IconClock, IconCornerUpLeft, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import type { InboxSearch } from '../api/queries.js';
import { Gist, isCall } from '../calls/gist.js';
import { LastMessage } from '../chat/lazy.js';
import { draftMarksQuery } from '../composer/drafts/queries.js';
import { Moment } from '../i18n/moment.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { DuePill } from './due-pill.js';
import css from './inbox.module.css';
import { noSubject } from './no-subject.js';

interface Props {
  item: Schemas['Conversation'];
  search: InboxSearch;
  /** It is the one beside the list. */
  here: boolean;
  /** The keyboard stands on it. */
  marked: boolean;
  selected: boolean;
  onSelect: (id: string, range: boolean) => void;
}

export const ConversationRow = memo(function ConversationRow({
  item,
  search,
  here,
  marked,
  selected,
  onSelect,
}: Props) {
  const { t, i18n } = useTranslation();
  const { data: begun } = useQuery(draftMarksQuery);
  return (
    <li
      data-id={item.id}
      className={css.row}
      data-here={here || undefined}
      data-marked={marked || undefined}
      data-unread={item.unread || undefined}
      data-selected={selected || undefined}
    >
      <input
        type="checkbox"
        className={css.check}
        checked={selected}
        aria-label={t('inbox.select', { name: item.client.name })}
        onChange={() => undefined}
        onClick={(event) => onSelect(item.id, event.shiftKey)}
      />
      <Link
        to="/inbox/$clientId/$conversationId"
        params={{ clientId: item.client.id, conversationId: item.id }}
        search={search}
        aria-current={here ? 'true' : undefined}
      >
        <span className={css.rowHead}>
          <MediumIcon medium={item.medium} size={15} />
          <span className={css.client}>{item.client.name}</span>
          <Moment at={item.lastAt} className={css.time} />
        </span>
        <span className={css.subject}>{item.subject || t(noSubject(item.medium))}</span>
        <span className={css.snippet}>
          {item.lastDirection === 'outbound' && !isCall(item.lastKind) && (
            <IconCornerUpLeft size={13} stroke={1.8} aria-label={t('inbox.ours')} />
          )}
          {isCall(item.lastKind) ? (
            <Gist direction={item.lastDirection} kind={item.lastKind} call={item.lastCall} />
          ) : item.lastMessage === null ? (
            item.snippet
          ) : (
            <Suspense fallback={item.snippet}>
              <LastMessage message={item.lastMessage} snippet={item.snippet} />
            </Suspense>
          )}
        </span>
        <span className={css.rowFoot}>
          {item.trouble && (
            <span className={css.troubled}>
              <IconAlertTriangle size={13} aria-hidden /> {t('inbox.trouble')}
            </span>
          )}
          {item.answerBy !== null && <DuePill at={item.answerBy} />}
          {item.waitingSince !== null && item.answerBy === null && (
            <span className={css.waits}>
              {t('inbox.waits')} <Moment at={item.waitingSince} as="age" />
            </span>
          )}
          {begun?.includes(item.id) === true && (
            <span className={css.sleeps}>
              <IconPencil size={13} aria-hidden /> {t('inbox.draft')}
            </span>
          )}
          {item.snoozedUntil !== null && (
            <span className={css.sleeps}>
              <IconClock size={13} aria-hidden /> {wakes(item.snoozedUntil, i18n.language)}
            </span>
          )}
          {item.state === 'done' && (
            <span className={css.sleeps}>
              <IconCheck size={13} aria-hidden /> {t('inbox.done')}
            </span>
          )}
          <span className={css.responsible}>
            {item.assignee?.name ?? item.responsible?.name ?? t('clients.nobody')}
          </span>
        </span>
      </Link>
    </li>
  );
});

const wakes = (at: string, language: string): string =>
  new Date(at).toLocaleString(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
