import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from './call.js';
import css from './calls.module.css';
import { DoneForm } from './done-form.js';
import { Due } from './due.js';

/** Something that is still to be done: what it is, until when, what can be done about it, and how it ended. */
export function TaskLine({
  task,
  label,
  sign,
  what,
  about,
  act,
  mayEnd = true,
  below,
  overdue = task.overdue,
}: {
  task: Task;
  /** What it is called where it is read out. */
  label: string;
  sign: ReactNode;
  what: ReactNode;
  about: ReactNode;
  act?: ReactNode;
  mayEnd?: boolean;
  below?: ReactNode;
  overdue?: boolean;
}) {
  const { t } = useTranslation();
  const [ending, setEnding] = useState(false);
  return (
    <li className={css.task} data-overdue={overdue || undefined} aria-label={label}>
      {sign}
      <div className={css.taskWho}>
        {what}
        <small>{about}</small>
      </div>
      <Due task={task} />
      <div className={css.taskActs}>
        {act}
        {mayEnd && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCheck size={15} aria-hidden />}
            aria-expanded={ending}
            onClick={() => setEnding(!ending)}
          >
            {t('calls.done')}
          </Button>
        )}
      </div>
      {below}
      {ending && <DoneForm task={task} onDone={() => setEnding(false)} />}
    </li>
  );
}
