import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import type { Call } from '../calls/call.js';
import { keepWork, readWork } from '../composer/kept-work.js';
import { FormProblem } from '../shell/form-problem.js';
import { noteDraft } from './after-calls.js';
import css from './softphone.module.css';

/** What one writes down while talking: kept on this machine at once, on the card by one key. */
export function NotePanel({ call, onSaved }: { call: Call; onSaved: () => void }) {
  const { t } = useTranslation();
  const draft = noteDraft(call.id);
  const [text, setText] = useState(() => readWork<string>(draft) ?? '');
  const key = useRef(crypto.randomUUID());
  const clientId = call.client?.id;
  const save = useMutation({
    mutationFn: (to: string) =>
      take(
        api.POST('/api/v1/clients/{id}/notes', {
          params: { path: { id: to } },
          body: {
            text: text.trim(),
            idempotencyKey: key.current,
            ...(call.conversationId === null ? {} : { conversationId: call.conversationId }),
          },
        }),
      ),
    onSuccess: (_note, to) => {
      keepWork(draft, null);
      void queryClient.invalidateQueries({ queryKey: keys.client(to) });
      onSaved();
    },
  });
  const submit = () => {
    if (clientId !== undefined && text.trim() !== '' && !save.isPending) save.mutate(clientId);
  };
  return (
    <form
      className={css.note}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        name="text"
        autosize
        minRows={3}
        maxRows={8}
        autoFocus
        aria-label={t('softphone.note')}
        placeholder={t('softphone.notePlaceholder')}
        maxLength={20_000}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          keepWork(draft, event.currentTarget.value === '' ? null : event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      <FormProblem error={save.error} />
      <div className={css.noteFoot}>
        <small>{t(clientId === undefined ? 'softphone.noteWaits' : 'softphone.noteHint')}</small>
        <Button
          size="compact-sm"
          type="submit"
          loading={save.isPending}
          disabled={clientId === undefined || text.trim() === ''}
        >
          {t('softphone.saveNote')}
        </Button>
      </div>
    </form>
  );
}
