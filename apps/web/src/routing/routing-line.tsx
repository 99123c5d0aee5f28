import { IconChevronDown, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { decisionText } from './decision-text.js';
import { decisionsQuery } from './queries.js';
import css from './routing.module.css';

/** To whom the conversation was given last, and why; what was decided before unfolds. */
export function RoutingLine({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const list = useId();
  const [last, ...before] = useQuery(decisionsQuery(conversationId)).data?.items ?? [];
  if (last === undefined) return null;
  return (
    <div className={css.line}>
      <p>
        <IconRoute size={14} stroke={1.7} aria-hidden />
        <span>
          {decisionText(t, last)} <Moment at={last.at} as="inDay" className={css.when} />
        </span>
        {before.length > 0 && (
          <button type="button" aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
            {t('routing.earlier', { count: before.length })}
            <IconChevronDown size={13} aria-hidden />
          </button>
        )}
      </p>
      {open && (
        <ol id={list}>
          {before.map((decision) => (
            <li key={decision.id}>
              {decisionText(t, decision)} <Moment at={decision.at} as="inDay" className={css.when} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
