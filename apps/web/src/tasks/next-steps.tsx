import { ActionIcon, Button } from '@mantine/core';
import { IconCheck, IconPencil, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { taskDone } from '../calls/call-requests.js';
import css from '../clients/clients.module.css';
import { problemText } from '../i18n/words.js';
import { useMay, useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { tasksChanged, tasksOfCardQuery } from './queries.js';
import own from './tasks.module.css';

const PromiseDialog = lazy(async () => ({ default: (await import('./promise-dialog.js')).PromiseDialog }));

/** What is still to be done for a client, the most urgent first: that is the next step. */
export function NextSteps({ clientId, mayWrite }: { clientId: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const mayTasks = useMay('tasks.read');
  const query = useInfiniteQuery(tasksOfCardQuery(clientId));
  const tasks = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [dialog, setDialog] = useState<Schemas['Task'] | 'new' | null>(null);
  if (!mayWrite && tasks.length === 0) return null;
  return (
    <section className={css.cardSection} aria-label={t('cards.nextStep')}>
      <header>
        <h3>{t('cards.nextStep')}</h3>
        {mayWrite && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setDialog('new')}
          >
            {t('contact.add')}
          </Button>
        )}
      </header>
      {tasks.length === 0 && query.isSuccess && <p className={css.empty}>{t('cards.noNextStep')}</p>}
      <ul className={own.steps}>
        {tasks.map((task) => (
          <Step key={task.id} task={task} mayDo={mayTasks} onChange={() => setDialog(task)} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('cards.moreSteps')}
        </Button>
      )}
      <Suspense>
        {dialog !== null && (
          <PromiseDialog clientId={clientId} task={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </section>
  );
}

interface StepProps {
  task: Schemas['Task'];
  mayDo: boolean;
  onChange: () => void;
}

function Step({ task, mayDo, onChange }: StepProps) {
  const { t, i18n } = useTranslation();
  const done = useMutation({
    mutationFn: () => taskDone(task.id, ''),
    onSuccess: tasksChanged,
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const me = useMe();
  const what = task.what ?? t(task.kind === 'answer' ? 'cards.answerLate' : 'cards.callBack');
  // That somebody was not answered in time is seen to by the head; for all others it is done by answering.
  const mayEnd = mayDo && (task.kind !== 'answer' || me.role !== 'employee');
  const due = new Date(task.dueAt).toLocaleString(i18n.language, {
    ...({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const),
  });
  return (
    <li data-late={task.overdue || undefined}>
      {mayEnd && (
        <ActionIcon
          size="sm"
          variant="default"
          radius="xl"
          loading={done.isPending}
          aria-label={t('cards.doneNamed', { what })}
          title={t('calls.done')}
          onClick={() => done.mutate()}
        >
          <IconCheck size={13} aria-hidden />
        </ActionIcon>
      )}
      <div>
        <p dir="auto">{what}</p>
        <small>
          {t('cards.due')} <time dateTime={task.dueAt}>{due}</time>
          {task.overdue && <b> · {t('cards.overdue')}</b>}
          {task.madeBy !== null && ` · ${t('cards.promisedBy', { who: task.madeBy.name })}`}
        </small>
      </div>
      {mayDo && task.kind === 'promise' && (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('cards.changeNamed', { name: what })}
          onClick={onChange}
        >
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}
