import { IconMessageReply } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shell/session.js';
import type { Task } from './call.js';
import { TaskLine } from './task-line.js';

/** A client who was not answered in time: the head's, until somebody answers. */
export function AnswerRow({ task }: { task: Task }) {
  const { t } = useTranslation();
  const me = useMe();
  const { client, conversationId } = task;
  if (client === null || conversationId === null) return null;
  return (
    <TaskLine
      task={task}
      label={t('calls.lateAnswer', { who: client.name })}
      sign={<IconMessageReply size={18} stroke={1.7} aria-hidden />}
      what={
        <span>
          <Link to="/inbox/$clientId/$conversationId" params={{ clientId: client.id, conversationId }}>
            <b>{client.name}</b>
          </Link>
        </span>
      }
      about={
        <>
          {t('calls.notAnswered')}
          {task.assignee !== null && ` · ${task.assignee.name}`}
        </>
      }
      // Of the head: an employee answers, and with that it is done.
      mayEnd={me.role !== 'employee'}
      overdue
    />
  );
}
