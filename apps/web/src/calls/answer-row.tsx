import { Button } from '@mantine/core';
import { IconCheck, IconMessageReply } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shell/session.js';
import type { Task } from './call.js';
import css from './calls.module.css';
import { DoneForm } from './done-form.js';
import { Due } from './due.js';

/** A client who was not answered in time: the head's, until somebody answers. */
export function AnswerRow({ task }: { task: Task }) {
  const { t } = useTranslation();
  const me = useMe();
  const [closing, setClosing] = useState(false);
  const { client, conversationId } = task;
  if (client === null || conversationId === null) return null;
  const who = t('calls.lateAnswer', { who: client.name });
  return (
    <li className={css.task} data-overdue aria-label={who}>
      <IconMessageReply size={18} stroke={1.7} aria-hidden />
      <div className={css.taskWho}>
        <span>
          <Link to="/inbox/$clientId/$conversationId" params={{ clientId: client.id, conversationId }}>
            <b>{client.name}</b>
          </Link>
        </span>
        <small>
          {t('calls.notAnswered')}
          {task.assignee !== null && ` · ${task.assignee.name}`}
        </small>
      </div>
      <Due task={task} />
      <div className={css.taskActs}>
        {/* Of the head: an employee answers, and with that it is done. */}
        {me.role !== 'employee' && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCheck size={15} aria-hidden />}
            aria-expanded={closing}
            onClick={() => setClosing(!closing)}
          >
            {t('calls.done')}
          </Button>
        )}
      </div>
      {closing && <DoneForm task={task} onDone={() => setClosing(false)} />}
    </li>
  );
}
