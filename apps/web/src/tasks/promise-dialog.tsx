import '../shell/mantine-dialog-css.js';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { tasksChanged } from './queries.js';
import css from './tasks.module.css';
import { forInput, soonAt, soons } from './when.js';

interface Props {
  clientId: string;
  /** Out of which entry of the timeline it comes. */
  interactionId?: string | null;
  /** null: a new one. */
  task?: Schemas['Task'] | null;
  onClose: () => void;
}

/** What is to be done for the client next, and by when. */
export function PromiseDialog({ clientId, interactionId = null, task = null, onClose }: Props) {
  const { t } = useTranslation();
  const [what, setWhat] = useState(task?.what ?? '');
  const [at, setAt] = useState(() => (task === null ? soonAt('tomorrow', new Date()) : forInput(new Date(task.dueAt))));
  const save = useMutation({
    mutationFn: () => {
      const dueAt = new Date(at).toISOString();
      const words = what.trim();
      return take(
        task === null
          ? api.POST('/api/v1/clients/{id}/promises', {
              params: { path: { id: clientId } },
              body: { what: words, dueAt, interactionId },
            })
          : api.PATCH('/api/v1/tasks/{id}', {
              params: { path: { id: task.id } },
              // A part of it may be masked: words that nobody touched are not sent back.
              body: { dueAt, ...(words === task.what ? {} : { what: words }) },
            }),
      );
    },
    onSuccess: () => {
      tasksChanged();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('cards.nextStep')}>
      <form className={page.form} onSubmit={submit}>
        <Textarea
          name="what"
          label={t('cards.whatToDo')}
          placeholder={t('cards.whatExample')}
          data-autofocus
          autosize
          minRows={2}
          maxRows={8}
          required
          withAsterisk={false}
          maxLength={1_000}
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value)}
        />
        <div>
          <TextInput
            name="dueAt"
            type="datetime-local"
            label={t('cards.dueAt')}
            required
            withAsterisk={false}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
          <div className={css.soon} role="group" aria-label={t('cards.dueAt')}>
            {soons.map((soon) => (
              <Button key={soon} size="compact-xs" variant="default" onClick={() => setAt(soonAt(soon, new Date()))}>
                {t(`cards.soon.${soon}`)}
              </Button>
            ))}
          </div>
        </div>
        <FormProblem error={save.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
