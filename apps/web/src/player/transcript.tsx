import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { codeText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { clockText } from './clock.js';
import css from './panels.module.css';
import { askTranscript, recordingKeys, transcriptQuery, type Transcript as Text } from './recordings.js';
import { findWords, linesOf, wordAt } from './transcript-lines.js';

interface Props {
  recordingId: string;
  atMs: number;
  playing: boolean;
  large: boolean;
  onSeek: (toMs: number) => void;
}

/** What was said, in words that can be clicked; or why there are none, and what to do. */
export function Transcript({ recordingId, ...rest }: Props) {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(transcriptQuery(recordingId));
  const begin = useMutation({
    mutationFn: () => askTranscript(recordingId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: recordingKeys.transcript(recordingId) }),
  });
  if (isPending) return <RowsSkeleton rows={4} height={20} />;
  if (isError) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data.state === 'done') {
    return data.words.length === 0 ? <p className={css.dim}>{t('player.noWords')}</p> : <Words text={data} {...rest} />;
  }
  const off = !data.available && data.state !== 'waiting';
  return (
    <div className={css.state} role="status">
      <p>
        {t(`player.transcript.${off && data.state === 'none' ? 'off' : data.state}`)}
        {data.state === 'failed' && data.code !== null && ` ${codeText(t, data.code)}`}
      </p>
      {off && <p className={css.dim}>{t('player.transcriptOffHint')}</p>}
      {data.state !== 'waiting' && data.available && (
        <Button size="compact-sm" variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t(data.state === 'failed' ? 'act.retry' : 'player.transcribe')}
        </Button>
      )}
      <FormProblem error={begin.error} />
    </div>
  );
}

function Words({ text, atMs, playing, large, onSeek }: Omit<Props, 'recordingId'> & { text: Text }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState('');
  const [hit, setHit] = useState(0);
  const words = useMemo(() => [...text.words].sort((a, b) => a.fromMs - b.fromMs), [text.words]);
  const lines = useMemo(() => linesOf(words), [words]);
  const found = useMemo(() => findWords(lines, wanted), [lines, wanted]);
  const marked = useMemo(() => new Set(found), [found]);
  const current = wordAt(words, atMs);

  const show = (index: number) =>
    place.current?.querySelector(`[data-word="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  useEffect(() => {
    if (playing && current >= 0) show(current);
  }, [playing, current]);

  const go = (to: number) => {
    if (found.length === 0) return;
    const next = (to + found.length) % found.length;
    setHit(next);
    const index = found[next];
    if (index === undefined) return;
    show(index);
    onSeek(words[index]?.fromMs ?? 0);
  };
  const clicked = (event: MouseEvent) => {
    const index = (event.target as HTMLElement).dataset['word'];
    const word = index === undefined ? undefined : words[Number(index)];
    if (word !== undefined) onSeek(word.fromMs);
  };
  return (
    <div>
      <div className={css.find} role="search">
        <TextInput
          size="xs"
          aria-label={t('player.find')}
          placeholder={t('player.find')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
            setHit(0);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            go(event.shiftKey ? hit - 1 : hit + (wanted === '' ? 0 : 1));
          }}
        />
        {wanted !== '' && (
          <span aria-live="polite">
            {found.length === 0 ? t('player.notFound') : t('player.foundOf', { at: hit + 1, count: found.length })}
          </span>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={found.length === 0}
          aria-label={t('player.findPrevious')}
          onClick={() => go(hit - 1)}
        >
          <IconChevronUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={found.length === 0}
          aria-label={t('player.findNext')}
          onClick={() => go(hit + 1)}
        >
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
      </div>
      {/* Words are for the pointer; by keyboard one goes line by line. */}
      <div ref={place} className={css.words} data-large={large || undefined} onClick={clicked}>
        {lines.map((line) => (
          <p key={`${line.lane}-${line.fromMs}`} data-lane={line.lane}>
            <button
              type="button"
              className={css.time}
              aria-label={t('player.jump', { at: clockText(line.fromMs) })}
              onClick={() => onSeek(line.fromMs)}
            >
              {clockText(line.fromMs)}
            </button>
            <b>{line.lane !== null && t(line.lane === 0 ? 'player.client' : 'player.company')}</b>
            <span>
              {line.words.map(({ index, word }) => (
                <span
                  key={index}
                  data-word={index}
                  data-now={index === current || undefined}
                  data-found={marked.has(index) || undefined}
                >
                  {`${word.text} `}
                </span>
              ))}
            </span>
          </p>
        ))}
      </div>
    </div>
  );
}
