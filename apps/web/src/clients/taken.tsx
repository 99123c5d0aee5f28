import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import { problemText } from '../i18n/words.js';
import css from './clients.module.css';
import { Held, type GivenPoint } from './merging/maybe-same.js';

const MergeDialog = lazy(async () => ({ default: (await import('./merging/merge-dialog.js')).MergeDialog }));

interface Holder {
  id: string;
  name: string;
}

const holderOf = (problem: Problem): Holder | null => {
  const client = problem.details['client'];
  return typeof client === 'object' && client !== null && 'id' in client && 'name' in client
    ? (client as Holder)
    : null;
};

/** An address that stands on another card already: go there, or say that both share it. */
export function Taken({
  problem,
  point,
  cardId,
  onShared,
  busy,
}: {
  problem: Problem;
  /** Where it is known which one it is: its holder can be asked for. */
  point?: GivenPoint;
  /** The card that it was to stand on: it and its holder may be one client. */
  cardId?: string;
  onShared: () => void;
  busy: boolean;
}) {
  const { t } = useTranslation();
  const holder = holderOf(problem);
  const [joining, setJoining] = useState(false);
  return (
    <div className={css.refusal} role="alert">
      {holder === null && point !== undefined ? (
        <Held point={point} />
      ) : (
        <span>{holder === null ? problemText(t, problem) : t('contact.takenBy', { name: holder.name })}</span>
      )}
      {holder !== null && (
        <Button component={Link} to={`/clients/${holder.id}`} size="compact-xs" variant="default">
          {t('contact.openHolder')}
        </Button>
      )}
      {holder !== null && cardId !== undefined && (
        <Button size="compact-xs" variant="default" onClick={() => setJoining(true)}>
          {t('merging.join')}
        </Button>
      )}
      <Button size="compact-xs" variant="default" loading={busy} onClick={onShared}>
        {t('contact.shared')}
      </Button>
      <Suspense>
        {joining && holder !== null && cardId !== undefined && (
          <MergeDialog clientId={cardId} otherId={holder.id} onClose={() => setJoining(false)} />
        )}
      </Suspense>
    </div>
  );
}
