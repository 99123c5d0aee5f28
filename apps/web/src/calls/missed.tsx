import { Button } from '@mantine/core';
import { IconFlag, IconMoodCheck, IconPhone } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { AnswerRow } from './answer-row.js';
import { callBack } from './call-back.js';
import { CallSign } from './call-sign.js';
import { lineText, numberBeside, otherSide } from './call-words.js';
import { ClientName } from './client-name.js';
import { tasksQuery, taskViews, type TaskView } from './call-queries.js';
import type { Call, Task } from './call.js';
import css from './calls.module.css';
import { NoCalls } from './no-calls.js';
import { TaskLine } from './task-line.js';
import { Player } from '../player/player.js';

/** What is still to be done: clients whom nobody heard or answered, and what was promised; the most urgent first. */
export function Missed() {
  const { t } = useTranslation();
  const mayBoard = useMay('calls.board');
  const [view, setView] = useState<TaskView>('mine');
  const query = useInfiniteQuery(tasksQuery(view));
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <>
      {mayBoard && (
        <div className={css.chips} role="group" aria-label={t('calls.whoseTasks')}>
          {taskViews.map((each) => (
            <button key={each} type="button" aria-pressed={each === view} onClick={() => setView(each)}>
              {t(`calls.tasksOf.${each}`)}
            </button>
          ))}
        </div>
      )}
      {query.isPending ? (
        <RowsSkeleton rows={5} height={48} />
      ) : query.isError && items.length === 0 ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <NoCalls icon={IconMoodCheck} title={t('calls.nobodyWaits')} text={t('calls.nobodyWaitsText')} />
      ) : (
        <ul className={page.box} aria-label={t('calls.tab.missed')}>
          {items.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
          <ListEnd query={query} />
        </ul>
      )}
    </>
  );
}

/** All kinds stand in one list, the most urgent first. */
function TaskRow({ task }: { task: Task }) {
  if (task.kind === 'answer') return <AnswerRow task={task} />;
  return task.call === null ? <PromiseRow task={task} /> : <MissedRow task={task} call={task.call} />;
}

function PromiseRow({ task }: { task: Task }) {
  const { t } = useTranslation();
  const me = useMe();
  const what = task.what ?? '';
  return (
    <TaskLine
      task={task}
      label={what}
      sign={<IconFlag size={18} stroke={1.7} aria-hidden />}
      what={
        <span dir="auto" title={what}>
          <b>{what}</b>
        </span>
      }
      about={
        <>
          {task.client !== null && (
            <Link to="/clients/$clientId" params={{ clientId: task.client.id }}>
              {task.client.name}
            </Link>
          )}
          {task.madeBy !== null && ` · ${t('cards.promisedBy', { who: task.madeBy.name })}`}
          {task.assignee !== null && task.assignee.id !== me.id && ` · ${task.assignee.name}`}
        </>
      }
    />
  );
}

function MissedRow({ task, call }: { task: Task; call: Call }) {
  const { t } = useTranslation();
  const me = useMe();
  const who = otherSide(t, call, me.id);
  return (
    <TaskLine
      task={task}
      label={who}
      sign={<CallSign call={call} size={18} />}
      what={
        <span>
          <ClientName client={task.client ?? call.client} name={who} />
          {numberBeside(call) !== null && <small>{numberBeside(call)}</small>}
        </span>
      }
      about={
        <>
          {lineText(t, call)} · <Moment at={call.startedAt} />
          {call.channel !== null && ` · ${call.channel.name}`}
          {task.assignee !== null && task.assignee.id !== me.id && ` · ${task.assignee.name}`}
        </>
      }
      act={<CallBackButton task={task} who={who} />}
      below={
        call.recordingId !== null && (
          <div className={css.below}>
            <Player recordingId={call.recordingId} />
          </div>
        )
      }
    />
  );
}

function CallBackButton({ task, who }: { task: Task; who: string }) {
  const { t } = useTranslation();
  const [calling, setCalling] = useState(false);
  return (
    <Button
      size="compact-sm"
      leftSection={<IconPhone size={15} aria-hidden />}
      loading={calling}
      aria-label={t('calls.callBackWho', { who })}
      onClick={() => {
        setCalling(true);
        void callBack(task).finally(() => setCalling(false));
      }}
    >
      {t('calls.callBack')}
    </Button>
  );
}
