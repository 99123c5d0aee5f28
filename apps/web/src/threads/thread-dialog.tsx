import '../shell/mantine-dialog-css.js';
import { Button, Modal, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMatch, useNavigate, useRouter } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { ThreadChanges } from './thread-changes.js';
import {
  putRight,
  threadQuery,
  threadsChanged,
  useUndoThread,
  type Choice,
  type Place,
  type Subject,
} from './thread-requests.js';
import css from './threads.module.css';

const ChooseCard = lazy(async () => ({ default: (await import('../unplaced/choose-card.js')).ChooseCard }));

type How = Choice['how'];

interface Props {
  subject: Subject;
  onClose: () => void;
}

/** What capture put together by the headers of letters, put right by hand: joined, split, or on another card. */
export function ThreadDialog({ subject, onClose }: Props) {
  const { t } = useTranslation();
  const thread = useQuery(threadQuery(subject));
  return (
    <Modal opened onClose={onClose} title={t('thread.title')}>
      {thread.isError ? (
        <Trouble error={thread.error} onRetry={() => void thread.refetch()} />
      ) : thread.isPending ? (
        <Skeleton height="12rem" role="img" aria-label={t('act.loading')} />
      ) : (
        <Choosing subject={subject} thread={thread.data} onClose={onClose} />
      )}
    </Modal>
  );
}

function Choosing({ subject, thread, onClose }: Props & { thread: Schemas['Thread'] }) {
  const { t } = useTranslation();
  const undo = useUndoThread();
  const goTo = useGoTo();
  const { entryId } = subject;
  const hows: readonly How[] = entryId === null ? ['merge', 'move'] : ['split', 'one', 'move'];
  const [how, setHow] = useState<How>(hows[0] ?? 'move');
  const [intoId, setIntoId] = useState<string | null>(null);
  const [card, setCard] = useState<{ id: string; name: string } | null>(null);
  const [choosing, setChoosing] = useState(false);
  const choice = chosen(how, intoId, card);
  const run = useMutation({
    mutationFn: (what: Choice) => putRight(subject, what),
    onSuccess: ({ changeId, conversationId, clientId }, what) => {
      threadsChanged(subject.clientId, clientId);
      const name = 'name' in what ? what.name : '';
      const done = t(`thread.did.${what.how === 'one' ? 'move' : what.how}`, { name });
      const now = { clientId, conversationId };
      const goBack = (to: Place) => goTo(now, to);
      toast.undoable(done, () => undo.mutate({ id: changeId, alsoCard: clientId, goBack }));
      onClose();
      goTo(subject, now);
    },
  });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null) run.mutate(choice);
      }}
    >
      <p className={css.about}>
        <b dir="auto">{thread.subject || t('timeline.noSubject')}</b> · {t('thread.has', { count: thread.entries })}
      </p>
      <fieldset className={css.hows}>
        <legend className={css.hidden}>{t('thread.title')}</legend>
        {hows.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="thread-how"
              checked={how === each}
              data-autofocus={each === hows[0] || undefined}
              onChange={() => setHow(each)}
            />
            <span>{t(`thread.how.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {how === 'merge' && <Others thread={thread} intoId={intoId} onInto={setIntoId} />}
      {(how === 'move' || how === 'one') && (
        <div className={css.card}>
          <span>{card === null ? t('thread.card') : t('thread.chosen', { name: card.name })}</span>
          <Button size="compact-sm" variant="default" onClick={() => setChoosing(true)}>
            {t('thread.choose')}
          </Button>
        </div>
      )}
      <div className={css.preview} role="status">
        {choice !== null && <p>{previewOf(t, choice, thread)}</p>}
        <p>{t('thread.follows')}</p>
      </div>
      <FormProblem error={run.error} />
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" loading={run.isPending} disabled={choice === null}>
          {t(`thread.do.${how === 'one' ? 'move' : how}`)}
        </Button>
      </div>
      <ThreadChanges changes={thread.changes} onUndone={onClose} goBack={(to) => goTo(subject, to)} />
      <Suspense>
        {choosing && (
          <ChooseCard
            busy={false}
            title={t('thread.choose')}
            onClose={() => setChoosing(false)}
            onChosen={(id, name) => {
              setCard({ id, name });
              setChoosing(false);
            }}
          />
        )}
      </Suspense>
    </form>
  );
}

/** Other conversations of the card, narrowed by their subject. */
function Others({
  thread,
  intoId,
  onInto,
}: {
  thread: Schemas['Thread'];
  intoId: string | null;
  onInto: (id: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  if (thread.others.length === 0) return <p className={css.none}>{t('thread.noOthers')}</p>;
  const wanted = typed.trim().toLowerCase();
  const shown = thread.others.filter(({ subject }) => subject.toLowerCase().includes(wanted));
  return (
    <fieldset className={css.others}>
      <legend>{t('thread.into')}</legend>
      {thread.others.length > 6 && (
        <input
          type="search"
          className={css.find}
          placeholder={t('thread.find')}
          aria-label={t('thread.find')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map(({ id, subject, entries, lastAt }) => (
          <li key={id}>
            <label>
              <input type="radio" name="thread-into" checked={intoId === id} onChange={() => onInto(id)} />
              <span>
                <b dir="auto">{subject || t('timeline.noSubject')}</b>
                <small>
                  {t('thread.has', { count: entries })} · <Moment at={lastAt} />
                </small>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function chosen(how: How, intoId: string | null, card: { id: string; name: string } | null): Choice | null {
  switch (how) {
    case 'merge':
      return intoId === null ? null : { how, intoId };
    case 'split':
      return { how };
    case 'move':
    case 'one':
      return card === null ? null : { how, clientId: card.id, name: card.name };
  }
}

function previewOf(t: TFunction, choice: Choice, thread: Schemas['Thread']): string {
  switch (choice.how) {
    case 'merge': {
      const subject = thread.others.find(({ id }) => id === choice.intoId)?.subject ?? '';
      return t('thread.preview.merge', { count: thread.entries, subject: subject || t('timeline.noSubject') });
    }
    case 'split':
      return t('thread.preview.split', { count: thread.entriesFrom ?? 0 });
    case 'one':
      return t('thread.preview.move', { count: 1, name: choice.name });
    case 'move':
      return t('thread.preview.move', { count: thread.entries, name: choice.name });
  }
}

/** In the inbox one goes along, unless one has gone elsewhere meanwhile; on a card one stays where one is. */
function useGoTo(): (from: Place, to: Place) => void {
  const navigate = useNavigate();
  const router = useRouter();
  const inbox = useMatch({ from: '/inside/inbox/$clientId/$conversationId', shouldThrow: false });
  return (from, { clientId, conversationId }) => {
    const here = router.state.location.pathname;
    if (inbox === undefined || here !== `/inbox/${from.clientId}/${from.conversationId}`) return;
    void navigate({
      to: '/inbox/$clientId/$conversationId',
      params: { clientId, conversationId },
      search: inbox.search,
    });
  };
}
