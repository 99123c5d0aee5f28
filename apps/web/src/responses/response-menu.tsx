import { IconPaperclip } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useId, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { offeredQuery } from './queries.js';
import css from './response-menu.module.css';
import { slashTyped, withWords } from './slash.js';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  clientId: string;
  medium: 'email' | 'whatsapp';
  onTaken: (taken: Schemas['TakenResponse']) => void;
}

/** Words kept ready, offered above the field while somebody types a slash: the arrows choose, Enter takes, Esc leaves the slash alone. */
export function ResponseMenu({ field, text, onText, clientId, medium, onTaken }: Props) {
  const { t } = useTranslation();
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<number | null>(null);
  const typed = caret === null ? null : slashTyped(text, caret);
  const wanted = typed !== null && typed.from !== left ? typed : null;
  const { data } = useQuery({ ...offeredQuery(wanted?.q ?? ''), enabled: wanted !== null });
  const offered = wanted === null ? [] : (data?.items ?? []);
  const open = wanted !== null && data !== undefined && (offered.length > 0 || wanted.q === '');
  const at = Math.min(chosen, Math.max(0, offered.length - 1));

  const taking = useMutation({
    mutationFn: (id: string) =>
      take(api.POST('/api/v1/responses/{id}/take', { params: { path: { id } }, body: { clientId, medium } })),
    onSuccess: (taken) => {
      const slash = slashTyped(text, field.current?.selectionStart ?? text.length);
      const next = withWords(
        text,
        slash?.from ?? text.length,
        field.current?.selectionStart ?? text.length,
        taken.text,
      );
      onText(next.text);
      onTaken(taken);
      void queryClient.invalidateQueries({ queryKey: keys.responses });
      if (taken.missing.length > 0) toast.bad(t('responses.missing', { names: taken.missing.join(', ') }));
      window.setTimeout(() => {
        const brace = next.text.indexOf('{{');
        field.current?.focus();
        if (taken.missing.length > 0 && brace >= 0)
          field.current?.setSelectionRange(brace, next.text.indexOf('}}', brace) + 2);
        else field.current?.setSelectionRange(next.caret, next.caret);
      }, 0);
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const pick = (response: Schemas['Response'] | undefined) => {
    if (response !== undefined && !taking.isPending) taking.mutate(response.id);
  };
  const moved = useEffectEvent(() => {
    setCaret(document.activeElement === field.current ? (field.current?.selectionStart ?? null) : null);
  });
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (!open || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, offered.length));
    else if (event.key === 'ArrowUp') setChosen((at + offered.length - 1) % Math.max(1, offered.length));
    else if ((event.key === 'Enter' || event.key === 'Tab') && offered.length > 0) pick(offered[at]);
    else if (event.key === 'Escape') setLeft(wanted.from);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    const element = field.current;
    if (element === null) return undefined;
    const onMove = () => moved();
    const onPress = (event: KeyboardEvent) => pressed(event);
    element.addEventListener('keydown', onPress);
    element.addEventListener('blur', onMove);
    element.addEventListener('focus', onMove);
    document.addEventListener('selectionchange', onMove);
    onMove();
    return () => {
      element.removeEventListener('keydown', onPress);
      element.removeEventListener('blur', onMove);
      element.removeEventListener('focus', onMove);
      document.removeEventListener('selectionchange', onMove);
    };
  }, [field, text]);
  useEffect(() => {
    const element = field.current;
    if (element === null || !open) return undefined;
    const said: [string, string][] = [
      ['role', 'combobox'],
      ['aria-expanded', 'true'],
      ['aria-controls', listId],
      ...(offered.length > 0 ? [['aria-activedescendant', `${listId}-${at}`] as [string, string]] : []),
    ];
    for (const [name, value] of said) element.setAttribute(name, value);
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
    return () => said.forEach(([name]) => element.removeAttribute(name));
  }, [field, open, listId, at, offered.length]);

  if (!open) return null;
  return (
    <div className={css.menu} onPointerDown={(event) => event.preventDefault()}>
      {offered.length === 0 ? (
        <p className={css.none}>{t('responses.none')}</p>
      ) : (
        <ul id={listId} role="listbox" aria-label={t('responses.title')} aria-busy={taking.isPending}>
          {offered.map((response, index) => (
            <li
              key={response.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              onClick={() => pick(response)}
              onPointerMove={() => setChosen(index)}
            >
              <b>/{response.shortcut}</b>
              <span className={css.title}>{response.title}</span>
              {response.language !== null && <small lang={response.language}>{response.language}</small>}
              {response.files.length > 0 && <IconPaperclip size={13} aria-label={t('responses.withFiles')} />}
              <span className={css.words} dir="auto">
                {(medium === 'whatsapp' ? (response.chatText ?? response.text) : response.text).slice(0, 160)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <footer>
        <span>{t('responses.keys')}</span>
        <Link to="/responses">{t('responses.manage')}</Link>
      </footer>
    </div>
  );
}
