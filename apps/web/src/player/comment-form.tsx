import { Button, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { employeesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import { Person } from '../shell/person.js';
import { clockText } from './clock.js';
import { mentionable, mentionedIn, mentionTyped, withMention } from './mention.js';
import css from './panels.module.css';
import { addComment, recordingKeys } from './recordings.js';

interface Props {
  recordingId: string;
  atMs: number;
  onClose: () => void;
}

/** A comment at a moment of the sound; an @ offers colleagues, who are told of it. */
export function CommentForm({ recordingId, atMs, onClose }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState<readonly { id: string; name: string }[]>([]);
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const typed = mentionTyped(text, caret);
  const named = picked.some(({ name }) => typed?.name.startsWith(name) === true);
  const offered =
    typed === null || named
      ? []
      : mentionable(
          employees.filter(({ status }) => status === 'active'),
          typed.name,
        );
  const save = useMutation({
    mutationFn: () =>
      addComment(recordingId, { atMs: Math.round(atMs), text: text.trim(), mentions: mentionedIn(text, picked) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: recordingKeys.comments(recordingId) });
      onClose();
    },
  });
  const pick = (person: { id: string; name: string }) => {
    if (typed === null) return;
    const next = withMention(text, typed.from, caret, person.name);
    setPicked([...picked, { id: person.id, name: person.name }]);
    setText(next.text);
    setCaret(next.caret);
    setChosen(0);
    window.setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    }, 0);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== '' && !save.isPending) save.mutate();
  };
  const pressed = (event: KeyboardEvent) => {
    const person = offered[chosen];
    if (person !== undefined) {
      if (event.key === 'ArrowDown') setChosen((chosen + 1) % offered.length);
      else if (event.key === 'ArrowUp') setChosen((chosen + offered.length - 1) % offered.length);
      else if (event.key === 'Enter' || event.key === 'Tab') pick(person);
      else if (event.key === 'Escape') setCaret(0);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form className={css.commentForm} onSubmit={submit}>
      <Textarea
        name="text"
        ref={field}
        label={t('player.commentAt', { at: clockText(atMs) })}
        description={t('player.commentHint')}
        autosize={false}
        rows={2}
        autoFocus
        maxLength={4_000}
        value={text}
        role={offered.length > 0 ? 'combobox' : undefined}
        aria-expanded={offered.length > 0 || undefined}
        aria-controls={offered.length > 0 ? listId : undefined}
        aria-activedescendant={offered.length > 0 ? `${listId}-${chosen}` : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setChosen(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={pressed}
      />
      {offered.length > 0 && (
        <ul className={css.mentions} id={listId} role="listbox" aria-label={t('player.mention')}>
          {offered.map((person, index) => (
            <li
              key={person.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(person);
              }}
            >
              <Person name={person.name} size={22} />
              {person.name}
              {person.team !== null && <small>{person.team.name}</small>}
            </li>
          ))}
        </ul>
      )}
      <FormProblem error={save.error} />
      <div className={css.formActs}>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button size="compact-sm" type="submit" loading={save.isPending} disabled={text.trim() === ''}>
          {t('player.comment')}
        </Button>
      </div>
    </form>
  );
}
