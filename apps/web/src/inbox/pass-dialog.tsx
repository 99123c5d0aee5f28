import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { employeesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { handle } from './handle.js';
import css from './handling.module.css';

interface Props {
  conversations: readonly Schemas['Conversation'][];
  onClose: () => void;
}

/** Passes conversations on to a colleague; of one alone, with a note. */
export function PassDialog({ conversations, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [only] = conversations.length === 1 ? conversations : [];
  const colleagues = (useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? []).filter(
    (each) => each.status === 'active' && each.role !== 'administrator',
  );
  const [employeeId, setEmployeeId] = useState(only?.assignee?.id ?? '');
  const [note, setNote] = useState('');
  // Passed to whoever has it, without a word: nothing would come of it.
  const isTheirs = only !== undefined && employeeId !== '' && employeeId === only.assignee?.id;
  const chosen = colleagues.find(({ id }) => id === employeeId);
  const pass = useMutation({
    mutationFn: async () => {
      const employee = chosen === undefined ? null : { id: chosen.id, name: chosen.name };
      if (only === undefined || note.trim() === '') {
        onClose();
        return handle(conversations, { act: 'assign', employee }, me.id);
      }
      const { id } = only;
      await take(
        api.POST('/api/v1/conversations/{id}/assign', {
          params: { path: { id } },
          body: { employeeId: employee?.id ?? null, note: note.trim() },
        }),
      );
      for (const queryKey of [keys.conversations, keys.counters, keys.timelines(only.client.id)])
        void queryClient.invalidateQueries({ queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pass.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('handling.passTitle', { count: conversations.length, name: only?.client.name ?? '' })}
    >
      <form className={page.form} onSubmit={submit}>
        <NativeSelect
          name="employeeId"
          label={t('handling.to')}
          data-autofocus
          data={[
            { value: '', label: t('handling.toResponsible') },
            ...colleagues.map((each) => ({ value: each.id, label: each.name })),
          ]}
          value={employeeId}
          onChange={(event) => setEmployeeId(event.currentTarget.value)}
        />
        <p className={css.about}>{t('handling.passAbout')}</p>
        {only !== undefined && (
          <Textarea
            name="note"
            label={t('handling.note')}
            placeholder={t('handling.noteExample')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={50_000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        <FormProblem error={pass.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={pass.isPending} disabled={isTheirs && note.trim() === ''}>
            {t('handling.pass')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
