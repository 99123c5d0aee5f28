import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { tasksChanged } from '../tasks/queries.js';
import { taskDone } from './call-requests.js';
import type { Task } from './call.js';
import css from './calls.module.css';

/** That something is done, and a word about it. */
export function DoneForm({ task, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const done = useMutation({
    mutationFn: () => taskDone(task.id, note.trim()),
    onSuccess: () => {
      onDone();
      tasksChanged();
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    done.mutate();
  };
  return (
    <form className={css.doneForm} onSubmit={submit}>
      <TextInput
        name="note"
        size="xs"
        autoFocus
        aria-label={t('calls.doneNote')}
        placeholder={t('calls.doneNote')}
        maxLength={2_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" loading={done.isPending}>
        {t('calls.markDone')}
      </Button>
    </form>
  );
}
