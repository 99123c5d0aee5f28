import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { FormProblem } from '../shell/form-problem.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './panels.module.css';
import {
  criteriaQuery,
  recordingKeys,
  saveScores,
  scoresQuery,
  type Criterion,
  type Scorecard as Card,
} from './recordings.js';

const marks = [0, 1, 2, 3, 4, 5] as const;

/** The heads' criteria, 0 to 5 each. A digit sets one and goes to the next: a call is scored without the mouse. */
export function Scorecard({ recordingId }: { recordingId: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const cards = useQuery(scoresQuery(recordingId));
  const criteria = useQuery(criteriaQuery);
  const error = cards.error ?? criteria.error;
  if (error !== null)
    return <Trouble error={error} onRetry={() => void Promise.all([cards.refetch(), criteria.refetch()])} />;
  if (cards.data === undefined || criteria.data === undefined) return <RowsSkeleton rows={3} height={28} />;
  const asked = criteria.data.items.filter(({ retired }) => !retired).sort((a, b) => a.position - b.position);
  const current = cards.data.items.filter((card) => card.current);
  const mine = current.find(({ listener }) => listener.id === me.id) ?? null;
  return (
    <div className={css.scorecard}>
      {asked.length === 0 ? (
        <p className={css.dim}>
          {t('player.noCriteria')}{' '}
          <Link to="/reports" search={{ view: 'scores' }}>
            {t('player.makeCriteria')}
          </Link>
        </p>
      ) : (
        <Sheet key={mine?.id ?? 'new'} recordingId={recordingId} criteria={asked} card={mine} />
      )}
      {current
        .filter((card) => card !== mine)
        .map((card) => (
          <Others key={card.id} card={card} />
        ))}
    </div>
  );
}

const averageOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const oneDigit = (value: number, language: string) =>
  value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function Others({ card }: { card: Card }) {
  const { t, i18n } = useTranslation();
  const average = averageOf(card.scores.map(({ value }) => value));
  return (
    <p className={css.others}>
      <b>{card.listener.name}</b> <Moment at={card.createdAt} />
      {' · '}
      {t('player.average', { average: oneDigit(average, i18n.language) })}
      <small>{card.scores.map(({ name, value }) => `${name}: ${value}`).join(' · ')}</small>
      {card.remark !== null && <span>{card.remark}</span>}
    </p>
  );
}

function Sheet({
  recordingId,
  criteria,
  card,
}: {
  recordingId: string;
  criteria: readonly Criterion[];
  card: Card | null;
}) {
  const { t, i18n } = useTranslation();
  const rows = useRef<HTMLDivElement>(null);
  const [scores, setScores] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries((card?.scores ?? []).map(({ criterionId, value }) => [criterionId, value])),
  );
  const [remark, setRemark] = useState(card?.remark ?? '');
  const save = useMutation({
    mutationFn: () => saveScores(recordingId, { scores: { ...scores }, remark: remark.trim() || null }),
    onSuccess: (saved) => {
      queryClient.setQueryData(recordingKeys.scores(recordingId), saved);
      toast.ok(t('player.scored'));
    },
  });
  const given = Object.values(scores);
  const average = given.length === 0 ? null : averageOf(given);
  const focusRow = (index: number) =>
    rows.current
      ?.querySelectorAll<HTMLElement>('[role="radiogroup"]')
      [index]?.querySelector<HTMLElement>('[tabindex="0"]')
      ?.focus();
  const set = (id: string, score: number) => setScores((before) => ({ ...before, [id]: score }));
  const pressed = (event: KeyboardEvent, id: string, index: number) => {
    const now = scores[id];
    const digit = /^(?:Digit|Numpad)([0-5])$/.exec(event.code)?.[1];
    if (digit !== undefined && !event.ctrlKey && !event.metaKey) {
      set(id, Number(digit));
      focusRow(index + 1);
    } else if (event.key === 'ArrowRight') set(id, Math.min(5, (now ?? -1) + 1));
    else if (event.key === 'ArrowLeft') set(id, Math.max(0, (now ?? 1) - 1));
    else if (event.key === 'ArrowDown') focusRow(index + 1);
    else if (event.key === 'ArrowUp') focusRow(index - 1);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save.mutate();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <p className={css.dim}>{t('player.scoreHint')}</p>
      <div ref={rows} className={css.criteria}>
        {criteria.map((criterion, index) => {
          const now = scores[criterion.id];
          return (
            <div key={criterion.id} className={css.criterion}>
              <span id={`criterion-${criterion.id}`}>
                {criterion.name}
                {criterion.hint !== '' && <small>{criterion.hint}</small>}
              </span>
              <div
                role="radiogroup"
                aria-labelledby={`criterion-${criterion.id}`}
                className={css.marks}
                onKeyDown={(event) => pressed(event, criterion.id, index)}
              >
                {marks.map((mark) => (
                  <button
                    key={mark}
                    type="button"
                    role="radio"
                    aria-checked={now === mark}
                    tabIndex={(now ?? 0) === mark ? 0 : -1}
                    onClick={() => set(criterion.id, mark)}
                  >
                    {mark}
                  </button>
                ))}
              </div>
            </div>
          );
        })}
      </div>
      <Textarea
        name="remark"
        label={t('player.remark')}
        rows={2}
        maxLength={4_000}
        value={remark}
        onChange={(event) => setRemark(event.currentTarget.value)}
      />
      <FormProblem error={save.error} />
      <div className={css.formActs}>
        <span className={css.dim}>
          {average !== null && t('player.average', { average: oneDigit(average, i18n.language) })}
        </span>
        <Button size="compact-sm" loading={save.isPending} disabled={given.length === 0} onClick={() => save.mutate()}>
          {t('player.saveScores')}
        </Button>
      </div>
    </>
  );
}
