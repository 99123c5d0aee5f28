import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useId, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { employeesQuery } from '../../api/queries.js';
import { mentionable, mentionTyped, withMention } from '../../player/mention.js';
import css from '../../responses/response-menu.module.css';
import { Person } from '../../shell/person.js';
import { useMe } from '../../shell/session.js';
import { namedIn } from './named-in.js';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  /** Ids of those who were chosen here, the last one last. */
  picked: readonly string[];
  onPicked: (picked: readonly string[]) => void;
  /** Who stands in the words. */
  onNamed: (people: readonly { id: string; name: string }[]) => void;
}

/** Colleagues, offered above the field while somebody types an @: the arrows choose, Enter takes, Esc leaves the @ alone. */
export function MentionMenu({ field, text, onText, picked, onPicked, onNamed }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<number | null>(null);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(employeesQuery);
  const people = (data?.pages.flatMap(({ items }) => items) ?? []).filter(
    ({ id, status, role }) => status === 'active' && role !== 'administrator' && id !== me.id,
  );
  const typed = caret === null ? null : mentionTyped(text, caret);
  const whole = typed !== null && people.some(({ name }) => typed.name.startsWith(name));
  const wanted = typed !== null && !whole && typed.from !== left ? typed : null;
  const offered = wanted === null ? [] : mentionable(people, wanted.name);
  const at = Math.min(chosen, Math.max(0, offered.length - 1));

  const pick = (person: { id: string; name: string } | undefined) => {
    if (person === undefined || wanted === null) return;
    const next = withMention(text, wanted.from, caret ?? text.length, person.name);
    onText(next.text);
    onPicked([...picked.filter((id) => id !== person.id), person.id]);
    setChosen(0);
    window.setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    }, 0);
  };
  const named = useEffectEvent(() => onNamed(namedIn(text, people, picked)));
  const chosenOnes = picked.join();
  useEffect(() => named(), [text, data, chosenOnes]);
  useEffect(() => {
    if (hasNextPage) void fetchNextPage();
  }, [hasNextPage, fetchNextPage]);
  const moved = useEffectEvent(() => {
    setCaret(document.activeElement === field.current ? (field.current?.selectionStart ?? null) : null);
  });
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (offered.length === 0 || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === 'ArrowDown') setChosen((at + 1) % offered.length);
    else if (event.key === 'ArrowUp') setChosen((at + offered.length - 1) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') pick(offered[at]);
    else if (event.key === 'Escape') setLeft(wanted?.from ?? null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    const input = field.current;
    if (input === null) return undefined;
    const onKey = (event: KeyboardEvent) => pressed(event);
    const onMove = () => moved();
    // The field may have been entered before anybody listened.
    const first = window.setTimeout(onMove, 0);
    input.addEventListener('keydown', onKey);
    document.addEventListener('selectionchange', onMove);
    return () => {
      window.clearTimeout(first);
      input.removeEventListener('keydown', onKey);
      document.removeEventListener('selectionchange', onMove);
    };
  }, [field]);
  const open = offered.length > 0;
  useEffect(() => {
    const input = field.current;
    if (input === null || !open) return undefined;
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-expanded', 'true');
    input.setAttribute('aria-controls', listId);
    input.setAttribute('aria-activedescendant', `${listId}-${at}`);
    return () => {
      for (const name of ['role', 'aria-expanded', 'aria-controls', 'aria-activedescendant'])
        input.removeAttribute(name);
    };
  }, [field, open, at, listId]);
  if (!open) return null;
  return (
    <div className={css.menu}>
      <ul id={listId} role="listbox" aria-label={t('player.mention')}>
        {offered.map((person, index) => (
          <li
            key={person.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(person);
            }}
          >
            <Person name={person.name} size={20} /> {person.name}{' '}
            {person.team !== null && <small>{person.team.name}</small>}
            {offered.some(({ id, name }) => name === person.name && id !== person.id) && <small>{person.email}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
