import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hear, say } from '../api/live.js';
import type { Looker } from '../api/touched.js';
import { useMe } from '../shell/session.js';
import css from './handling.module.css';

/** Whoever stopped typing is only looking again. */
const answersForMs = 45_000;

let open: string | null = null;
let writing: { conversationId: string; timer: number } | null = null;

function tell(): void {
  const shown = open !== null && document.visibilityState === 'visible';
  const is = writing?.conversationId === open ? ('answering' as const) : ('viewing' as const);
  say({ looking: shown ? { conversationId: open!, is } : null });
}

function stopWriting(): void {
  if (writing === null) return;
  window.clearTimeout(writing.timer);
  writing = null;
  if (open !== null) tell();
}

/** Tells colleagues that this conversation is looked at, as long as it is. */
export function useLooking(conversationId: string): void {
  useEffect(() => {
    open = conversationId;
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => {
      document.removeEventListener('visibilitychange', tell);
      stopWriting();
      open = null;
      tell();
    };
  }, [conversationId]);
}

/** Tells them that it is being answered; said at each change of the words, it lasts until they have rested for a while. */
export function useTellAnswering(conversationId: string | null, words: string): void {
  useEffect(() => {
    if (conversationId === null || words.trim() === '') return stopWriting();
    const begun = writing?.conversationId !== conversationId;
    window.clearTimeout(writing?.timer);
    writing = { conversationId, timer: window.setTimeout(stopWriting, answersForMs) };
    if (begun && open === conversationId) tell();
    return undefined;
  }, [conversationId, words]);
}

/** The colleagues who have it open now. Before `useLooking`: what the server tells in return must find somebody who listens. */
export function useLookers(conversationId: string): readonly Looker[] {
  const me = useMe();
  const [there, setThere] = useState<readonly Looker[]>([]);
  useEffect(() => {
    const stop = hear(({ event, data }) => {
      if (event === 'presence' && data.conversationId === conversationId) setThere(data.employees ?? []);
    });
    return () => {
      stop();
      setThere([]);
    };
  }, [conversationId]);
  return there.filter(({ id }) => id !== me.id);
}

/** "Anna is answering": before two write to one client. */
export function Lookers({ there }: { there: readonly Looker[] }) {
  const { t, i18n } = useTranslation();
  const answering = there.filter(({ is }) => is === 'answering');
  const shown = answering.length > 0 ? answering : there;
  const names = new Intl.ListFormat(i18n.language).format(shown.map(({ name }) => name));
  return (
    <span role="status" className={css.lookers}>
      {shown.length > 0 && (
        <span className={css.looking} data-answering={answering.length > 0 || undefined}>
          {t(answering.length > 0 ? 'inbox.answering' : 'inbox.looking', { count: shown.length, names })}
        </span>
      )}
    </span>
  );
}
