import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { callQuery, policyQuery, tasksQuery } from '../calls/call-queries.js';
import { fillIn } from '../calls/call-requests.js';
import { otherSide } from '../calls/call-words.js';
import type { Call } from '../calls/call.js';
import { readWork } from '../composer/kept-work.js';
import { currentLanguage } from '../i18n/i18n.js';
import { clockText } from '../player/clock.js';
import { FormProblem } from '../shell/form-problem.js';
import { useMe } from '../shell/session.js';
import { noteDraft, settle } from './after-calls.js';
import { firstMissing } from './call-form.js';
import { NotePanel } from './note-panel.js';
import css from './after-call.module.css';

/** The record of a call is made a moment after its end. */
const askAgainMs = 1_500;

interface Props {
  callId: string;
  /** Drawn whole; the others wait their turn. */
  open: boolean;
  /** How many more wait. */
  waiting: number;
}

/** When a call is over: what the company asks of whoever took it, and the note that was begun; nothing where nothing is due. */
export function AfterCall({ callId, open, waiting }: Props) {
  const { data: call, error } = useQuery({
    ...callQuery(callId),
    refetchInterval: ({ state }) => (state.data?.phase === 'ended' || state.status === 'error' ? false : askAgainMs),
  });
  const ended = call?.phase === 'ended';
  const hasNote = readWork<string>(noteDraft(callId)) !== null;
  const due = call?.form.due === true && call.may.form;
  // Gone for good only when the server says so: what is asked of one outlives a network that is down.
  const done = error?.status === 404 || (ended && !due && !hasNote);
  useEffect(() => {
    if (done) settle(callId);
  }, [done, callId]);
  if (!open || done || call === undefined || !ended) return null;
  return <AfterCallOpen call={call} due={due} hasNote={hasNote} waiting={waiting} />;
}

function AfterCallOpen({
  call,
  due,
  hasNote,
  waiting,
}: {
  call: Call;
  due: boolean;
  hasNote: boolean;
  waiting: number;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const [folded, setFolded] = useState(false);
  const who = otherSide(t, call, me.id);
  const title = t('softphone.afterCall', { who });
  if (folded) {
    return (
      <button type="button" className={css.folded} onClick={() => setFolded(false)}>
        {t('softphone.formWaits', { who })}
      </button>
    );
  }
  return (
    <div className={css.after} role="group" aria-label={title}>
      <header>
        <b>{title}</b>
        {call.durationMs !== null && <span>{clockText(call.durationMs)}</span>}
        {waiting > 0 && <span>{t('softphone.moreForms', { count: waiting })}</span>}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setFolded(true)}>
          {t('softphone.later')}
        </Button>
      </header>
      {hasNote && <NotePanel call={call} onSaved={() => !due && settle(call.id)} />}
      {due && <Form call={call} waiting={waiting} />}
    </div>
  );
}

function Form({ call, waiting }: { call: Call; waiting: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: policy } = useQuery(policyQuery);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(call.form.values);
  const next = useInfiniteQuery(tasksQuery('mine')).data?.pages[0]?.items.find(
    (task) => task.call !== null && task.call.id !== call.id,
  );
  const fields = policy?.formFields ?? [];
  const language = currentLanguage();
  const save = useMutation({
    mutationFn: (_goOn: boolean) => fillIn(call.id, { ...values }),
    onSuccess: (saved, goOn) => {
      queryClient.setQueryData(keys.call(call.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.callLogs });
      settle(call.id);
      if (goOn && waiting === 0 && next !== undefined) void navigate({ to: '/calls', search: { tab: 'missed' } });
    },
  });
  const missing = firstMissing(fields, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(false);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.fields}>
        {fields.map((field) => {
          const shared = {
            label: field.label[language],
            required: field.required,
            size: 'xs' as const,
            value: values[field.key] ?? '',
          };
          const set = (value: string) => setValues({ ...values, [field.key]: value });
          return field.kind === 'choice' ? (
            <NativeSelect
              key={field.key}
              {...shared}
              data={['', ...field.choices]}
              onChange={(event) => set(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              key={field.key}
              {...shared}
              maxLength={2_000}
              onChange={(event) => set(event.currentTarget.value)}
            />
          );
        })}
      </div>
      <FormProblem error={save.error} />
      <div className={css.acts}>
        <Button size="compact-sm" type="submit" loading={save.isPending} disabled={missing !== null}>
          {t('act.save')}
        </Button>
        {(waiting > 0 || next !== undefined) && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={missing !== null || save.isPending}
            onClick={() => save.mutate(true)}
          >
            {t('softphone.saveAndNext')}
          </Button>
        )}
      </div>
    </form>
  );
}
