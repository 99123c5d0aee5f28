import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { ListEnd } from '../shell/list-end.js';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { clockText } from './clock.js';
import { CommentForm } from './comment-form.js';
import { mentionParts } from './mention.js';
import css from './panels.module.css';
import { commentsQuery, recordingKeys, strikeComment, type RecordingComment } from './recordings.js';

interface Props {
  recordingId: string;
  /** Where a new comment is being written; null: none is. */
  writingAt: number | null;
  onWritten: () => void;
  onSeek: (toMs: number) => void;
}

/** What colleagues have said about moments of the call, in the order of the sound. */
export function Comments({ recordingId, writingAt, onWritten, onSeek }: Props) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(commentsQuery(recordingId));
  const { data, isPending, isError, error, refetch } = query;
  const comments = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      {writingAt !== null && <CommentForm recordingId={recordingId} atMs={writingAt} onClose={onWritten} />}
      {isPending ? (
        <RowsSkeleton rows={2} height={30} />
      ) : isError && comments.length === 0 ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : comments.length === 0 ? (
        writingAt === null && <p className={css.dim}>{t('player.noComments')}</p>
      ) : (
        <ol className={css.comments}>
          {comments.map((comment) => (
            <Comment key={comment.id} recordingId={recordingId} comment={comment} onSeek={onSeek} />
          ))}
          <ListEnd query={query} />
        </ol>
      )}
    </div>
  );
}

function Comment({
  recordingId,
  comment,
  onSeek,
}: {
  recordingId: string;
  comment: RecordingComment;
  onSeek: (toMs: number) => void;
}) {
  const { t } = useTranslation();
  const [striking, setStriking] = useState(false);
  const strike = useMutation({
    mutationFn: () => strikeComment(recordingId, comment.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: recordingKeys.comments(recordingId) }),
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  const struck = comment.struckAt !== null;
  const parts = mentionParts(
    comment.text ?? '',
    comment.mentions.map(({ name }) => name),
  );
  return (
    <li className={css.comment} data-struck={struck || undefined}>
      <button
        type="button"
        className={css.time}
        aria-label={t('player.jump', { at: clockText(comment.atMs) })}
        onClick={() => onSeek(comment.atMs)}
      >
        {clockText(comment.atMs)}
      </button>
      <Person name={comment.author.name} size={24} />
      <div>
        <p className={css.by}>
          <b>{comment.author.name}</b> <Moment at={comment.createdAt} />
          {struck && ` · ${t('player.struck')}`}
        </p>
        {!struck && (
          <p className={css.said}>
            {parts.map((part, index) => (part.mention ? <mark key={index}>{part.text}</mark> : part.text))}
          </p>
        )}
      </div>
      {comment.mine && !struck && (
        <Button
          size="compact-xs"
          variant={striking ? 'light' : 'subtle'}
          color={striking ? 'red' : 'gray'}
          loading={strike.isPending}
          onBlur={() => setStriking(false)}
          onClick={() => (striking ? strike.mutate() : setStriking(true))}
        >
          {t(striking ? 'player.reallyStrike' : 'player.strike')}
        </Button>
      )}
    </li>
  );
}
