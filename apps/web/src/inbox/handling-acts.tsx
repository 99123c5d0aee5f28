import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconClock, IconUserShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Tip } from '../shell/tip.js';
import css from './handling.module.css';
import type { Handling } from './use-handling.js';

interface Props {
  conversation: Schemas['Conversation'];
  handling: Handling;
}

/** Pass on, put off, end: in the head of the conversation. */
export function HandlingActs({ conversation, handling }: Props) {
  const { t } = useTranslation();
  const done = conversation.state === 'done';
  const acts = [
    { name: 'pass', icon: IconUserShare, key: 'A', act: handling.pass },
    { name: 'snooze', icon: IconClock, key: 'Z', act: handling.snooze },
    { name: done ? 'reopen' : 'done', icon: done ? IconArrowBackUp : IconCheck, key: 'E', act: handling.done },
  ] as const;
  return (
    <span className={css.acts}>
      {acts.map(({ name, icon: Sign, key, act }) => (
        <Tip key={name} side="left" label={`${t(`inbox.act.${name}`)} (${key})`}>
          <ActionIcon variant="subtle" color="gray" aria-label={t(`inbox.act.${name}`)} onClick={act}>
            <Sign size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tip>
      ))}
    </span>
  );
}

/** That it sleeps, is done, or was passed to somebody. */
export function Standing({ conversation }: { conversation: Schemas['Conversation'] }) {
  const { t, i18n } = useTranslation();
  const { state, snoozedUntil, assignee, responsible } = conversation;
  const passed = assignee !== null && assignee.id !== responsible?.id;
  if (state === 'open' && !passed) return null;
  return (
    <p className={css.standing}>
      {state === 'done' && t('inbox.isDone')}
      {snoozedUntil !== null &&
        t('inbox.sleepsUntil', {
          at: new Date(snoozedUntil).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }),
        })}
      {passed && <span>{t('inbox.handledBy', { name: assignee.name })}</span>}
    </p>
  );
}
